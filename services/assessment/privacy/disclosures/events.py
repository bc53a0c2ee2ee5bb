"""Events of disclosures."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.events.event import Event


class RecordsDisclosed(Event, type="assessment.records.disclosed.v1", subject="disclosures/{disclosure_id}"):
    """Student records were disclosed, or refused, on a basis other than the school-official exception; 500 students at most.

    `purpose` holds codes with a space between them. `sealed`: by an order that forbids telling of it.
    """

    disclosure_id: UUID
    student_ids: list[UUID]
    reader_kind: Literal["person", "client"]
    reader_id: UUID
    client_id: UUID | None
    party_id: UUID | None
    basis: str
    purpose: str | None
    records: str
    outcome: Literal["disclosed", "refused"]
    required_by_99_32: bool
    sealed: bool
    emergency_access_id: UUID | None
    occurred_at: datetime


class RecordsRead(Event, type="assessment.records.read.v1", subject="readings/{reader_kind}/{reader_id}/{day}"):
    """A school official read records of these students on a day, 500 students at most; published once a minute or less."""

    day: date
    reader_kind: Literal["person", "client"]
    reader_id: UUID
    party_id: UUID | None
    records: str
    student_ids: list[UUID]


class ConsentUnfit(Event, type="assessment.consent.unfit.v1", subject="consents/{consent_id}"):
    """Why a consent permits nothing, by what the roster knows: `signer_not_guardian`; null: it permits again.

    `weighed_at` is when that was found: of two the later holds.
    """

    consent_id: UUID
    reason: str | None
    weighed_at: datetime
