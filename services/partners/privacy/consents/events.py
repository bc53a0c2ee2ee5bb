"""Events of consents."""

from datetime import date, datetime
from uuid import UUID

from shared.events.event import Event


class ConsentRecorded(Event, type="partners.consent.recorded.v1", subject="consents/{consent_id}"):
    """A consent as it now stands; both days included, and none from `revoked_at` on."""

    consent_id: UUID
    student_id: UUID
    party_id: UUID
    records: list[str]
    purpose: str
    starts_on: date
    expires_on: date
    #: Who signed, where a guardian did: assessment knows whether they answer for the student.
    guardian_id: UUID | None = None
    revoked_at: datetime | None
    version: int
