"""What partners say of front ends, as far as leading people there needs it."""

from datetime import datetime
from uuid import UUID

from shared.events.event import Consumed


class ApplicationRecorded(Consumed, type="partners.application.recorded.v1"):
    """A registered front end as it now stands."""

    application_id: UUID
    active: bool
    version: int
    addresses: dict[str, str] = {}
    is_default: bool = False


class ApplicationUsed(Consumed, type="partners.application.used.v1"):
    """Somebody signed in to another front end than the last time."""

    staff_id: UUID
    application_id: UUID
    signed_in_at: datetime
