"""SQL of contacts of organisations."""

from services.partners.community.organization_contacts.schemas import OrganizationContact, OrganizationContactList
from services.partners.community.organization_contacts.tables import OrganizationContactRow
from services.partners.community.organizations.repository import asked_for_in_sql
from shared.context.listing import listing

LISTING = listing(
    OrganizationContactRow,
    OrganizationContact,
    OrganizationContactList,
    order=("updated_at",),
    filters={"organization_id": asked_for_in_sql("s.organization_id")},
    present="s.removed_at is null",
)
