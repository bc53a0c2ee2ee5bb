"""What scheduling says of a published plan, as far as notifying people needs it."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.events.event import Consumed, Read


class AssignedTask(Read):
    """A task, as far as counting it needs."""

    owner_id: UUID | None
    due_on: date | None
    activity_id: UUID


class TasksAssigned(Consumed, type="scheduling.tasks.assigned.v2"):
    """Tasks of a plan at a school, or (none) of the district itself."""

    plan_id: UUID
    chunk: int
    school_id: UUID | None
    tasks: list[AssignedTask]
    people_told: bool = False


class TasksAssignedV1(TasksAssigned, type="scheduling.tasks.assigned.v1"):
    """As it was told while only schools had tasks."""

    people_told: ClassVar[bool] = False  # type: ignore[misc]


class PlannedActivity(Read):
    """An activity as its tasks are called."""

    activity_id: UUID
    title: str


class PlanPublished(Consumed, type="scheduling.plan.published.v1"):
    """A plan is published."""

    plan_id: UUID
    title: str
    school_year: str
    chunk_count: int
    activities: list[PlannedActivity] = []
    part_count: int | None = None


class FirstTask(Read):
    """One of the first tasks somebody owns at a place."""

    activity_id: UUID
    due_on: date


class Share(Read):
    """How many of a plan's tasks somebody, or nobody, owns at a place."""

    owner_id: UUID | None
    school_id: UUID | None
    task_count: int
    first_due_on: date
    first_tasks: list[FirstTask]


class PlanPeopleAssigned(Consumed, type="scheduling.plan.people_assigned.v1"):
    """Whom a published plan gives tasks: one of `part_count` parts."""

    plan_id: UUID
    title: str
    school_year: str
    part: int
    part_count: int
    activities: list[PlannedActivity]
    shares: list[Share]
