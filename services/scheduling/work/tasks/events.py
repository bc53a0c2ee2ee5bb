"""Events of tasks."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.event import Event


class TaskStarted(Event, type="scheduling.task.started.v1", subject="tasks/{task_id}"):
    """A task was started."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskCompleted(Event, type="scheduling.task.completed.v1", subject="tasks/{task_id}"):
    """A task was completed; `proved_by` is the event that proved it, or null when a person completed it."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    done_on: date
    on_time: bool
    proved_by: UUID | None
    watcher_ids: list[UUID] = []


class TaskWithdrawn(Event, type="scheduling.task.withdrawn.v1", subject="tasks/{task_id}"):
    """A task was withdrawn."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskReopened(Event, type="scheduling.task.reopened.v1", subject="tasks/{task_id}"):
    """A task that was done or withdrawn is open again; `done_on` is the day it had been done.

    The evidence it had is kept, so many pieces of it; `unproved` is the event that had proved it and was taken back.
    """

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    activity_code: str
    title: str
    school_id: UUID
    owner_id: UUID | None
    due_on: date
    state: Literal["open", "in_progress"]
    former_state: Literal["done", "withdrawn"]
    done_on: date | None
    evidence_count: int
    unproved: UUID | None = None
    watcher_ids: list[UUID] = []


class TaskReassigned(Event, type="scheduling.task.reassigned.v1", subject="tasks/{task_id}"):
    """A task was reassigned within its school."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    former_owner_id: UUID | None
    watcher_ids: list[UUID] = []


Cause = Literal["revision", "calendar", "school", "role", "barrier", "repetition", "hand"]

Change = Literal["added", "redated", "withdrawn", "received", "given_away"]


class TaskLine(BaseModel):
    """A task as a message names it: ids, the activity's own words and the day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    activity_code: str
    title: str
    school_id: UUID
    due_on: date


class ChangedLine(TaskLine):
    """What changed about a task; `other_id` is the other person when it changed owners."""

    change: Change
    former_due_on: date | None
    other_id: UUID | None


class ChangeCounts(BaseModel):
    """How many tasks one change touched for one person, by what it did to them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    added: int
    redated: int
    withdrawn: int
    received: int
    given_away: int


class TasksChanged(Event, type="scheduling.tasks.changed.v1", subject="changes/{change_id}"):
    """What one change did to one person's tasks (or nobody's); `lines` are the first 50 by due date.

    Written by the changing SQL itself; a test holds it against this class.
    """

    change_id: UUID
    cause: Cause
    plan_id: UUID | None
    plan_title: str | None
    owner_id: UUID | None
    counts: ChangeCounts
    lines: list[ChangedLine]
