"""SQL of the contact log."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from services.partners.community.contact_log.schemas import ContactLogEntry, ContactLogList
from services.partners.community.contact_log.tables import ContactLogRow
from services.partners.community.organization_contacts.repository import LISTING as CONTACTS
from services.partners.community.organization_contacts.tables import OrganizationContactRow
from shared.context.context import Context
from shared.context.leads import Lead, at_each
from shared.context.listing import listing
from shared.context.several import Values

LISTING = listing(
    ContactLogRow,
    ContactLogEntry,
    ContactLogList,
    order=("happened_on",),
    filters={
        "school_ids": Lead((at_each("s.school_id"),)),
        "from_day": "s.happened_on >= {}::date",
        "to_day": "s.happened_on <= {}::date",
    },
)


async def last_on(ctx: Context, relationship_id: UUID) -> date | None:
    """The last day on which somebody was in touch."""
    row = ContactLogRow
    found: date | None = await ctx.session.scalar(
        select(func.max(row.happened_on)).where(row.relationship_id == relationship_id)
    )
    return found


async def is_there(ctx: Context, contact_id: UUID, organization_id: UUID | None) -> bool:
    """Is somebody of this organisation, or of one merged into it?"""
    if organization_id is None:
        return False
    scope = {"organization_id": Values([organization_id]), "ids": [contact_id]}
    return bool(await ctx.rows(OrganizationContactRow, CONTACTS, scope))
