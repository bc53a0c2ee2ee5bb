"""Events of agreements."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class AgreementRecorded(Event, type="examples.agreement.recorded.v1", subject="agreements/{agreement_id}"):
    """An agreement as it now stands."""

    agreement_id: UUID
    starts_on: date
    ends_on: date | None
    version: int
