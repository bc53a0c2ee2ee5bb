"""Events of batches of facts."""

from uuid import UUID

from shared.events.event import Event


class IndicatorsApplied(
    Event, type="assessment.indicator_batch.applied.v1", subject="indicator-batches/{indicator_batch_id}"
):
    """A batch of incidents, marks or screening results counts from now on. It names no student."""

    indicator_batch_id: UUID
    kind: str
    row_count: int
    changed_count: int


class IndicatorsTakenBack(
    Event, type="assessment.indicator_batch.taken_back.v1", subject="indicator-batches/{indicator_batch_id}"
):
    """A batch counts no more."""

    indicator_batch_id: UUID
    kind: str
    changed_count: int
