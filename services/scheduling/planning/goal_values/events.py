"""Events of values of goals."""

from uuid import UUID

from shared.events.event import Event


class GoalsMeasured(Event, type="scheduling.goals.measured.v1", subject="plans/{plan_id}"):
    """Goals of a plan schools have got other values: one was written down or taken back, or an instrument told of a score."""

    plan_id: UUID
    title: str
    goal_ids: list[UUID]
    #: Whose own it is; null: the district's.
    school_id: UUID | None
