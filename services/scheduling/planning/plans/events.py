"""Events of plans."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.event import Event


class PlanSubmitted(Event, type="scheduling.plan.submitted.v1", subject="plans/{plan_id}"):
    """A plan waits for approval of exactly this content."""

    plan_id: UUID
    content_hash: str


class PlanReturned(Event, type="scheduling.plan.returned.v1", subject="plans/{plan_id}"):
    """A plan went back to its authors."""

    plan_id: UUID
    content_hash: str


class PlanApproved(Event, type="scheduling.plan.approved.v1", subject="plans/{plan_id}"):
    """Exactly this content was approved."""

    plan_id: UUID
    content_hash: str
    approved_by: str


class PlanPublished(Event, type="scheduling.plan.published.v1", subject="plans/{plan_id}"):
    """Every targeted school has its tasks; `chunk_count` events of type tasks.assigned tell which."""

    plan_id: UUID
    title: str
    school_year: str
    content_hash: str
    school_count: int
    task_count: int
    chunk_count: int
    published_on: date


class PlanArchived(Event, type="scheduling.plan.archived.v1", subject="plans/{plan_id}"):
    """The plan is over; its open tasks were withdrawn."""

    plan_id: UUID
    withdrawn_count: int


class PlanWeek(BaseModel):
    """How one plan stands at the end of a week."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan_id: UUID
    title: str
    tasks: int
    done: int
    overdue: int


class WeekSummed(Event, type="scheduling.week.summed.v1", subject="weeks/{week_starts_on}"):
    """What the past week brought at a school, or (`school_id` null) in the whole district."""

    week_starts_on: date
    week_ends_on: date
    school_id: UUID | None
    done: int
    on_time: int
    overdue: int
    blocked: int
    unowned: int
    due_next_week: int
    plans: list[PlanWeek]
