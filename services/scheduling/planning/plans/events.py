"""Events of plans."""

from uuid import UUID

from shared.events.event import Event


class PlanSubmitted(Event, type="scheduling.plan.submitted.v1", subject="plans/{plan_id}"):
    """A plan was submitted for approval of exactly this content."""

    plan_id: UUID
    content_hash: str


class PlanReturned(Event, type="scheduling.plan.returned.v1", subject="plans/{plan_id}"):
    """A plan was returned to its authors."""

    plan_id: UUID
    content_hash: str
