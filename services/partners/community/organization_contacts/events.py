"""Events of contacts of organisations."""

from uuid import UUID

from shared.events.event import Event


class OrganizationContactRecorded(
    Event, type="partners.organization_contact.recorded.v1", subject="organization-contacts/{organization_contact_id}"
):
    """Somebody at an organisation as they now stand, by ids: who they are stays where it can be forgotten."""

    organization_contact_id: UUID
    organization_id: UUID
    language: str
    may_be_written_to: bool
    active: bool
    version: int
