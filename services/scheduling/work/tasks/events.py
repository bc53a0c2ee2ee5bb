"""Events of tasks. What people wrote themselves is in none: a task somebody gave has no title here."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.work.owed_works.tables import OwedWorkRow
from services.scheduling.work.tasks.tables import OriginKind, TaskRow
from shared.events.event import Event, Part


class TaskOrigin(Part):
    """Where a task comes from; `code` and `title` are those of a plan's activity, or of what another service asked for.

    Of what a rule of the district made they are the rule's code and what is to be done; `because` says why, by language.
    Of what another service asked for `code` is a text of the catalogue and `values` what stands in it: ids, counts and days,
    nothing of a student; `title` is its sentence in English. Of what was given they are null.
    """

    kind: Literal["activity", "given", "owed", "rule"]
    id: UUID | None
    code: str | None
    title: str | None
    values: dict[str, int | str] | None = None
    because: dict[str, str] | None = None

    @classmethod
    def of_task(cls, row: TaskRow, activity: ActivityRow | None, owed: OwedWorkRow | None) -> Self:
        """The origin of a task, whose activity is at hand if a plan asks for it, or what another service asked for."""
        if owed is not None and owed.rule is not None:
            said = {"code": owed.rule["code"], "title": owed.title, "because": owed.because}
            return cls.model_validate({"kind": "rule", "id": owed.origin_id, **said})
        if owed is not None:
            said = {"code": owed.text_code, "title": owed.title, "values": owed.text_values}
            return cls.model_validate({"kind": "owed", "id": owed.origin_id, **said})
        if activity is None:
            return cls(kind=OriginKind(row.origin_kind).value, id=row.origin_id, code=None, title=None)
        return cls(kind="activity", id=activity.id, code=activity.code, title=activity.title)


SUBJECT = "tasks/{task_id}"


class _Moved(Event, type="", subject=SUBJECT):
    """A task has a new state or owner; without a school it is the district's own."""

    task_id: UUID
    origin: TaskOrigin
    plan_id: UUID | None
    activity_id: UUID | None
    school_id: UUID | None
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskGiven(_Moved, type="scheduling.task.given.v1", subject=SUBJECT):
    """Somebody gave a task to a colleague."""

    owner_id: UUID
    given_by: UUID | None
    due_on: date
    #: Who shares the responsibility.
    responsible_ids: list[UUID] = []


class TaskStarted(_Moved, type="scheduling.task.started.v2", subject=SUBJECT):
    """A task was started."""


class TaskCompleted(_Moved, type="scheduling.task.completed.v2", subject=SUBJECT):
    """A task was completed; `proved_by` is the event that proved it, or null when a person completed it."""

    done_on: date
    on_time: bool
    proved_by: UUID | None


class TaskWithdrawn(_Moved, type="scheduling.task.withdrawn.v2", subject=SUBJECT):
    """A task was withdrawn."""


class TaskReopened(_Moved, type="scheduling.task.reopened.v2", subject=SUBJECT):
    """A task that was done or withdrawn is open again; `done_on` is the day it had been done.

    The evidence it had is kept, so many pieces of it; `unproved` is the event that had proved it and was taken back.
    """

    due_on: date
    state: Literal["open", "in_progress"]
    former_state: Literal["done", "withdrawn"]
    done_on: date | None
    evidence_count: int
    unproved: UUID | None


class TaskReassigned(_Moved, type="scheduling.task.reassigned.v2", subject=SUBJECT):
    """A task has another owner, or none; `cause` says how: given by hand, taken from a pool, or put back into it."""

    former_owner_id: UUID | None
    cause: Literal["hand", "taken", "released"]


#: left: somebody who had been given a task has left; role: a role began, ended or changed hands; asked: another service asked
#: for it, asked otherwise, or asks no more; rule: a rule of the district made it, or makes it no more.
Cause = Literal["revision", "calendar", "school", "role", "left", "barrier", "repetition", "hand", "asked", "rule"]
CauseV1 = Literal["revision", "calendar", "school", "role", "left", "barrier", "repetition", "hand"]

Change = Literal["added", "redated", "withdrawn", "received", "given_away"]


class TaskLine(Part):
    """A task as a message names it: ids, the activity's own words and the day. What was given has no words here.

    `because` is why a rule made it, or proposed what is to be decided, by language.

    What another service asked for has a code of the catalogue and its values; `title` is then its sentence in English.
    """

    task_id: UUID
    origin_kind: Literal["activity", "given", "owed", "rule"]
    plan_id: UUID | None
    activity_id: UUID | None
    activity_code: str | None
    title: str | None
    school_id: UUID | None
    due_on: date
    text_code: str | None = None
    text_values: dict[str, int | str] | None = None
    because: dict[str, str] | None = None


class ChangedLine(TaskLine):
    """What changed about a task; `other_id` is the other person when it changed owners."""

    change: Change
    former_due_on: date | None
    other_id: UUID | None


class ChangeCounts(Part):
    """How many tasks one change touched for one person, by what it did to them."""

    added: int
    redated: int
    withdrawn: int
    received: int
    given_away: int


class TasksChanged(Event, type="scheduling.tasks.changed.v2", subject="changes/{change_id}"):
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
    #: Of a school's own plan: whose it is.
    plan_school_id: UUID | None = None


class SharedTask(Part):
    """One of the first tasks somebody shares, as its activity is called."""

    task_id: UUID
    activity_code: str
    title: str
    school_id: UUID | None
    due_on: date


class Sharer(Part):
    """Somebody who shares tasks with their owners: how many, and the first five by due date."""

    person_id: UUID
    task_count: int
    first_due_on: date
    first_tasks: list[SharedTask]


class ResponsibilityShared(Event, type="scheduling.responsibility.shared.v1", subject="changes/{change_id}"):
    """Who shares responsibility for tasks from now on, at most 500 people an event. Written by the telling SQL itself."""

    change_id: UUID
    plan_id: UUID | None
    plan_title: str | None
    chunk: int
    people: list[Sharer]


class _MovedV1(Event, type="", subject=SUBJECT):
    """What was told while every task was a plan's and at a school: outboxes hold it for `replay`."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskStartedV1(_MovedV1, type="scheduling.task.started.v1", subject=SUBJECT):
    """A task was started."""


class TaskCompletedV1(_MovedV1, type="scheduling.task.completed.v1", subject=SUBJECT):
    """A task was completed."""

    done_on: date
    on_time: bool
    proved_by: UUID | None


class TaskWithdrawnV1(_MovedV1, type="scheduling.task.withdrawn.v1", subject=SUBJECT):
    """A task was withdrawn."""


class TaskReopenedV1(_MovedV1, type="scheduling.task.reopened.v1", subject=SUBJECT):
    """A task that was done or withdrawn is open again."""

    activity_code: str
    title: str
    due_on: date
    state: Literal["open", "in_progress"]
    former_state: Literal["done", "withdrawn"]
    done_on: date | None
    evidence_count: int
    unproved: UUID | None = None


class TaskReassignedV1(_MovedV1, type="scheduling.task.reassigned.v1", subject=SUBJECT):
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
    cause: CauseV1
    plan_id: UUID | None
    plan_title: str | None
    owner_id: UUID | None
    counts: ChangeCounts
    lines: list[ChangedLineV1]


class TaskNoted(Event, type="scheduling.task.noted.v1", subject=SUBJECT):
    """Somebody noted at a task what its school does not read: for the district's people, or for themselves."""

    task_id: UUID
    visibility: Literal["district", "author"]
    #: Who wrote it, if a person did.
    author_id: UUID | None


class TouchedTask(Part):
    """A task, and what became different about it: `target_on`, `step`, `note`, `link`, `file`, `barrier`, `comment` …"""

    task_id: UUID
    plan_id: UUID | None
    owner_id: UUID | None
    what: list[str]


class TasksTouched(Event, type="scheduling.tasks.touched.v1", subject="touches/{touch_id}"):
    """Something about tasks of one place became different that no event of its own tells; the tasks say what."""

    touch_id: UUID
    school_id: UUID | None
    tasks: list[TouchedTask]
