"""Events of applications."""

from datetime import datetime
from uuid import UUID

from shared.events.event import Event


class ApplicationRecorded(Event, type="partners.application.recorded.v1", subject="applications/{application_id}"):
    """A registered front end as it now stands: the origins browsers may show replies to, and where its pages are."""

    application_id: UUID
    origins: list[str]
    active: bool
    addresses: dict[str, str] = {}
    is_default: bool = False
    version: int


class ApplicationUsed(Event, type="partners.application.used.v1", subject="staff/{staff_id}"):
    """Somebody signed in to another front end than the last time: it is the one they are led to from now on."""

    staff_id: UUID
    application_id: UUID
    signed_in_at: datetime
