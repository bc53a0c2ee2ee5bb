"""Events of contacts of organisations."""

from uuid import UUID

from shared.events.event import Event


class OrganizationContactRecorded(
    Event, type="partners.organization_contact.recorded.v1", subject="organization-contacts/{organization_contact_id}"
):
    """Somebody at an organisation as they now stand; removed, all that is theirs is null."""

    organization_contact_id: UUID
    organization_id: UUID
    given_name: str | None
    family_name: str | None
    email: str | None
    language: str
    may_be_written_to: bool
    active: bool
    version: int
