"""Events of revisions."""

from uuid import UUID

from shared.events.event import Event


class PlanRevised(Event, type="scheduling.plan.revised.v1", subject="plans/{plan_id}"):
    """A published plan has new content; tasks.changed events say what that means for each person."""

    plan_id: UUID
    title: str
    revision: int
    content_hash: str
    change_id: UUID
    added_count: int
    redated_count: int
    withdrawn_count: int
