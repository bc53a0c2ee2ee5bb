"""Events of publishing."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.event import Event, Part
from shared.events.next_to_act import NextToAct
from shared.events.provable import Provable

APPROVED = Provable(
    right="plans:approve",
    fields={"school_year": ()},
    said={"en": "a plan was approved{place}", "es": "se aprobó un plan{place}"},
)
PUBLISHED = Provable(
    right="plans:publish",
    fields={"school_year": (), "school_count": (), "task_count": ()},
    day="published_on",
    said={"en": "a plan was published{place}", "es": "se publicó un plan{place}"},
)


class PlanApproved(Event, type="scheduling.plan.approved.v1", subject="plans/{plan_id}", provable=APPROVED):
    """A plan was approved with exactly this content."""

    plan_id: UUID
    content_hash: str
    approved_by: str
    title: str = ""
    school_year: str = ""
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None
    #: Who publishes it, and who wrote it.
    next_to_act: list[NextToAct] = []
    author_ids: list[UUID] = []


class PlannedActivity(Part):
    """An activity as its tasks are called."""

    activity_id: UUID
    activity_code: str
    title: str


class PlanPublished(Event, type="scheduling.plan.published.v1", subject="plans/{plan_id}", provable=PUBLISHED):
    """A plan was published: every targeted place has its tasks, listed by `chunk_count` events of type tasks.assigned.

    Whom that concerns is told by `part_count` events of type plan.people_assigned (null where that was not told yet).
    """

    plan_id: UUID
    title: str
    school_year: str
    content_hash: str
    school_count: int
    task_count: int
    chunk_count: int
    published_on: date
    #: Whose own it is; null: the district's.
    school_id: UUID | None = None
    #: What its tasks are called: `tasks.assigned` names them by activity.
    activities: list[PlannedActivity] = []
    part_count: int | None = None


class FirstTask(Part):
    """One of the first tasks of somebody at a place."""

    activity_id: UUID
    due_on: date


class Share(Part):
    """How many of a plan's tasks somebody, or (`owner_id` null) nobody, owns at a school, or (`school_id` null) of the district.

    `first_tasks` are an owner's first five by the day they are due.
    """

    owner_id: UUID | None
    school_id: UUID | None
    task_count: int
    first_due_on: date
    first_tasks: list[FirstTask]


class PlanPeopleAssigned(Event, type="scheduling.plan.people_assigned.v1", subject="plans/{plan_id}"):
    """Whom a published plan gives tasks, counted by owner and place; 500 shares an event, `part_count` events a plan.

    Each stands for itself. What waits in a pool that somebody may take from is nobody's share. Written by the publishing SQL
    itself, before the tasks are listed.
    """

    plan_id: UUID
    title: str
    school_year: str
    part: int
    part_count: int
    #: What its tasks are called.
    activities: list[PlannedActivity]
    shares: list[Share]


class AssignedTask(BaseModel):
    """One task of a chunk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task_id: UUID
    activity_id: UUID
    owner_id: UUID | None
    due_on: date


class TasksAssigned(Event, type="scheduling.tasks.assigned.v2", subject="plans/{plan_id}"):
    """Tasks of a plan at one school, or (`school_id` null) of the district itself; a thousand at most.

    Whose they are is counted by plan.people_assigned too where `people_told`. Written by the publishing SQL itself; a test
    holds it against this class.
    """

    plan_id: UUID
    chunk: int
    school_id: UUID | None
    tasks: list[AssignedTask]
    people_told: bool = False


class TasksAssignedV1(Event, type="scheduling.tasks.assigned.v1", subject="plans/{plan_id}"):
    """A school's tasks of a plan, as it was told before the district itself had tasks."""

    plan_id: UUID
    chunk: int
    school_id: UUID
    tasks: list[AssignedTask]
