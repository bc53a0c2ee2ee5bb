"""Events of plans."""

from uuid import UUID

from shared.events.event import Event
from shared.events.next_to_act import NextToAct


class PlanEdited(Event, type="scheduling.plan.edited.v1", subject="plans/{plan_id}"):
    """A plan that is not submitted was begun or written on; its words are read there."""

    plan_id: UUID
    title: str
    #: Whose own it is; null: the district's.
    school_id: UUID | None


class PlanSubmitted(Event, type="scheduling.plan.submitted.v1", subject="plans/{plan_id}"):
    """A plan was submitted for approval of exactly this content."""

    plan_id: UUID
    content_hash: str
    title: str = ""
    school_year: str = ""
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None
    #: Who may approve it.
    next_to_act: list[NextToAct] = []


class PlanReturned(Event, type="scheduling.plan.returned.v1", subject="plans/{plan_id}"):
    """A plan was returned to its authors; the reason is read at the plan."""

    plan_id: UUID
    content_hash: str
    title: str = ""
    school_year: str = ""
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None
    #: Who wrote it.
    next_to_act: list[NextToAct] = []
