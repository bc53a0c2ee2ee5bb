"""Events of staff."""

from uuid import UUID

from shared.events.event import Event


class StaffRecorded(Event, type="partners.staff.recorded.v1", subject="staff/{staff_id}"):
    """A staff member's work facts as they now stand."""

    staff_id: UUID
    given_name: str
    family_name: str
    email: str | None
    language: str
    active: bool
    version: int
