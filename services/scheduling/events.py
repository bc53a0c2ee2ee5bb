"""What this service states."""

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


class AssignedTask(BaseModel):
    """One task of a chunk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task_id: UUID
    activity_id: UUID
    owner_id: UUID | None
    due_on: date


class TasksAssigned(Event, type="scheduling.tasks.assigned.v1", subject="plans/{plan_id}"):
    """A school's tasks of a plan. Written by the publishing SQL itself; a test holds it against this class."""

    plan_id: UUID
    chunk: int
    school_id: UUID
    tasks: list[AssignedTask]


class TaskStarted(Event, type="scheduling.task.started.v1", subject="tasks/{task_id}"):
    """Somebody is at it."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None


class TaskCompleted(Event, type="scheduling.task.completed.v1", subject="tasks/{task_id}"):
    """A task is done; `proved_by` is the event that proved it, or null when somebody said so."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    done_on: date
    on_time: bool
    proved_by: UUID | None


class TaskWithdrawn(Event, type="scheduling.task.withdrawn.v1", subject="tasks/{task_id}"):
    """A task need not be done any more."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None


class TaskReassigned(Event, type="scheduling.task.reassigned.v1", subject="tasks/{task_id}"):
    """A task changed hands within its school."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    former_owner_id: UUID | None
