"""Events of barriers."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class BarrierFact(Event, type="", subject=""):
    """A barrier as one step left it; its words stay where they were written."""

    barrier_id: UUID
    number: int
    state: str
    level: str | None
    category: str
    raised_by_id: UUID | None
    assignee_id: UUID | None
    school_ids: list[UUID]
    task_count: int
    answer_due_on: date | None


class BarrierRaised(BarrierFact, type="scheduling.barrier.raised.v1", subject="barriers/{barrier_id}"):
    """Something stands in the way."""


class BarrierTriaged(BarrierFact, type="scheduling.barrier.triaged.v1", subject="barriers/{barrier_id}"):
    """It was decided on which level an answer is owed."""


class BarrierAssigned(BarrierFact, type="scheduling.barrier.assigned.v1", subject="barriers/{barrier_id}"):
    """Somebody owes the answer."""


class BarrierEscalated(BarrierFact, type="scheduling.barrier.escalated.v1", subject="barriers/{barrier_id}"):
    """It went a level up, by hand or because its clock ran out."""


class BarrierDecided(BarrierFact, type="scheduling.barrier.decided.v1", subject="barriers/{barrier_id}"):
    """What will be done is decided."""


class BarrierResolved(BarrierFact, type="scheduling.barrier.resolved.v1", subject="barriers/{barrier_id}"):
    """It is said to be out of the way; its tasks go on."""


class BarrierConfirmed(BarrierFact, type="scheduling.barrier.confirmed.v1", subject="barriers/{barrier_id}"):
    """Who raised it agrees."""


class BarrierReopened(BarrierFact, type="scheduling.barrier.reopened.v1", subject="barriers/{barrier_id}"):
    """Who raised it does not agree."""
