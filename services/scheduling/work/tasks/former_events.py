"""Events of tasks as they were told while every task was a plan's and at a school: outboxes hold them for `replay`."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.scheduling.work.tasks.events import SUBJECT, Cause, Change, ChangeCounts
from shared.events.event import Event, Part


class _Moved(Event, type="", subject=SUBJECT):
    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskStartedV1(_Moved, type="scheduling.task.started.v1", subject=SUBJECT):
    """A task was started."""


class TaskCompletedV1(_Moved, type="scheduling.task.completed.v1", subject=SUBJECT):
    """A task was completed."""

    done_on: date
    on_time: bool
    proved_by: UUID | None


class TaskWithdrawnV1(_Moved, type="scheduling.task.withdrawn.v1", subject=SUBJECT):
    """A task was withdrawn."""


class TaskReopenedV1(_Moved, type="scheduling.task.reopened.v1", subject=SUBJECT):
    """A task that was done or withdrawn is open again."""

    activity_code: str
    title: str
    due_on: date
    state: Literal["open", "in_progress"]
    former_state: Literal["done", "withdrawn"]
    done_on: date | None
    evidence_count: int
    unproved: UUID | None = None


class TaskReassignedV1(_Moved, type="scheduling.task.reassigned.v1", subject=SUBJECT):
    """A task was reassigned within its school."""

    former_owner_id: UUID | None


class ChangedLineV1(Part):
    """What changed about a task."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    activity_code: str
    title: str
    school_id: UUID
    due_on: date
    change: Change
    former_due_on: date | None
    other_id: UUID | None


class TasksChangedV1(Event, type="scheduling.tasks.changed.v1", subject="changes/{change_id}"):
    """What one change did to one person's tasks (or nobody's)."""

    change_id: UUID
    cause: Cause
    plan_id: UUID | None
    plan_title: str | None
    owner_id: UUID | None
    counts: ChangeCounts
    lines: list[ChangedLineV1]
