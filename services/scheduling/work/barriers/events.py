"""Events of barriers."""

from datetime import date
from uuid import UUID

from shared.events.event import Event
from shared.events.next_to_act import NextToAct


class BarrierFact(Event, type="", subject=""):
    """A barrier after one step; of its words events carry the title alone."""

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
    title: str = ""
    #: Who has to act on it now.
    next_to_act: list[NextToAct] = []


class BarrierRaised(BarrierFact, type="scheduling.barrier.raised.v1", subject="barriers/{barrier_id}"):
    """A barrier was raised."""


class BarrierTriaged(BarrierFact, type="scheduling.barrier.triaged.v1", subject="barriers/{barrier_id}"):
    """A barrier was triaged to the level that must answer."""


class BarrierAssigned(BarrierFact, type="scheduling.barrier.assigned.v1", subject="barriers/{barrier_id}"):
    """A barrier was assigned to a person."""


class BarrierEscalated(BarrierFact, type="scheduling.barrier.escalated.v1", subject="barriers/{barrier_id}"):
    """A barrier was escalated a level, by hand or because its clock ran out."""


class BarrierDecided(BarrierFact, type="scheduling.barrier.decided.v1", subject="barriers/{barrier_id}"):
    """It was decided what will be done about a barrier."""


class BarrierResolved(BarrierFact, type="scheduling.barrier.resolved.v1", subject="barriers/{barrier_id}"):
    """A barrier was resolved; its tasks go on."""


class BarrierConfirmed(BarrierFact, type="scheduling.barrier.confirmed.v1", subject="barriers/{barrier_id}"):
    """A barrier's resolution was confirmed."""


class BarrierReopened(BarrierFact, type="scheduling.barrier.reopened.v1", subject="barriers/{barrier_id}"):
    """A barrier was reopened."""


class BarrierOverdue(BarrierFact, type="scheduling.barrier.overdue.v1", subject="barriers/{barrier_id}"):
    """The clock of a level ran out from which none leads up by itself: told once for each such clock."""


class BarrierTouched(BarrierFact, type="scheduling.barrier.touched.v1", subject="barriers/{barrier_id}"):
    """A barrier's tasks, schools or comments became different; its state did not."""
