"""What is due, as it was told while every task was a plan's and at a school: outboxes hold it, and `replay` sends it."""

from datetime import date
from uuid import UUID

from shared.events.event import Event, Part


class DueLineV1(Part):
    """A task that is due."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    activity_code: str
    title: str
    school_id: UUID
    due_on: date
    is_new: bool


class OverdueLineV1(DueLineV1):
    """A task past its day, by so many school days of its school."""

    school_days_overdue: int


class TasksDueV1(Event, type="scheduling.tasks.due.v1", subject="days/{day}"):
    """A person's (or nobody's) tasks due soon and overdue as a school day begins."""

    day: date
    people_count: int
    owner_id: UUID | None
    due_soon_count: int
    overdue_count: int
    due_soon: list[DueLineV1]
    overdue: list[OverdueLineV1]
