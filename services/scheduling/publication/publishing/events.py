"""Events of publishing."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.event import Event, Part
from shared.events.next_to_act import NextToAct


class PlanApproved(Event, type="scheduling.plan.approved.v1", subject="plans/{plan_id}"):
    """A plan was approved with exactly this content."""

    plan_id: UUID
    content_hash: str
    approved_by: str
    title: str = ""
    school_year: str = ""
    #: Who publishes it, and who wrote it.
    next_to_act: list[NextToAct] = []
    author_ids: list[UUID] = []


class PlannedActivity(Part):
    """An activity as its tasks are called."""

    activity_id: UUID
    activity_code: str
    title: str


class PlanPublished(Event, type="scheduling.plan.published.v1", subject="plans/{plan_id}"):
    """A plan was published: every targeted place has its tasks, listed by `chunk_count` events of type tasks.assigned."""

    plan_id: UUID
    title: str
    school_year: str
    content_hash: str
    school_count: int
    task_count: int
    chunk_count: int
    published_on: date
    #: What its tasks are called: `tasks.assigned` names them by activity.
    activities: list[PlannedActivity] = []


class AssignedTask(BaseModel):
    """One task of a chunk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task_id: UUID
    activity_id: UUID
    owner_id: UUID | None
    due_on: date


class TasksAssigned(Event, type="scheduling.tasks.assigned.v2", subject="plans/{plan_id}"):
    """Tasks of a plan at one school, or (`school_id` null) of the district itself; a thousand at most.

    Written by the publishing SQL itself; a test holds it against this class.
    """

    plan_id: UUID
    chunk: int
    school_id: UUID | None
    tasks: list[AssignedTask]


class TasksAssignedV1(Event, type="scheduling.tasks.assigned.v1", subject="plans/{plan_id}"):
    """A school's tasks of a plan, as it was told before the district itself had tasks."""

    plan_id: UUID
    chunk: int
    school_id: UUID
    tasks: list[AssignedTask]
