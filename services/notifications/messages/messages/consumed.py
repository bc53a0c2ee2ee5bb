"""What scheduling says, as far as notifying people needs it."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.event import Consumed, Read


class PersonReleased(Read):
    """Somebody a plan's end concerns."""

    person_id: UUID
    undone_count: int
    overdue_count: int


class PlanPeopleReleased(Consumed, type="scheduling.plan.people_released.v1"):
    """A plan has ended, and whom that concerns."""

    plan_id: UUID
    title: str
    school_year: str
    ended_as: Literal["closed", "archived"]
    ended_on: date
    people: list[PersonReleased]


class NamedTask(Read):
    """A task as scheduling names it; what somebody gave has no words, the district's own no school."""

    task_id: UUID
    plan_id: UUID | None
    activity_code: str | None
    title: str | None
    school_id: UUID | None
    due_on: date


class Line(NamedTask):
    """What another service asked for has a text of the catalogue; `title` is then its sentence in English."""

    text_code: str | None = None
    text_values: dict[str, int | str] | None = None
    #: Why a rule made it, by language.
    because: dict[str, str] | None = None


class LineV1(NamedTask):
    """As it was told while every task was a plan's: no service asked for any."""

    text_code: ClassVar[None] = None
    text_values: ClassVar[None] = None
    because: ClassVar[None] = None


class Changed(Read):
    """What became different about a task."""

    change: str
    former_due_on: date | None
    other_id: UUID | None


class ChangedLine(Line, Changed):
    """A task and what became different about it."""


class ChangedLineV1(LineV1, Changed):
    """As it was told while every task was a plan's."""


class Counts(Read):
    """How many tasks a change touched."""

    added: int
    redated: int
    withdrawn: int
    received: int
    given_away: int


class TasksChanged(Consumed, type="scheduling.tasks.changed.v2"):
    """What one change did to one person's tasks, or nobody's."""

    change_id: UUID
    cause: str
    plan_id: UUID | None
    plan_title: str | None
    owner_id: UUID | None
    counts: Counts
    lines: list[ChangedLine]


class TasksChangedV1(TasksChanged, type="scheduling.tasks.changed.v1"):
    """As it was told while every task was a plan's and at a school."""

    lines: list[ChangedLineV1]  # type: ignore[assignment]


class HandoverMade(Consumed, type="scheduling.handover.made.v1"):
    """A role changed hands, and its tasks with it."""

    handover_id: UUID
    former_owner_id: UUID
    new_owner_id: UUID | None
    school_id: UUID | None
    role: str
    task_count: int
    overdue_count: int
    open_count: int


class Delegation(Consumed, type=""):
    """Somebody does another's work for some days."""

    delegation_id: UUID
    from_id: UUID
    to_id: UUID
    school_id: UUID | None
    starts_on: date
    ends_on: date


class DelegationBegan(Delegation, type="scheduling.delegation.began.v1"):
    """It begins today."""


class DelegationEnded(Delegation, type="scheduling.delegation.ended.v1"):
    """It is over."""


class PeopleMentioned(Consumed, type="scheduling.people.mentioned.v2"):
    """A comment names people."""

    task_id: UUID
    plan_id: UUID | None
    school_id: UUID | None
    comment_id: UUID
    mentioned_ids: list[UUID]
    by_id: UUID | None


class PeopleMentionedV1(PeopleMentioned, type="scheduling.people.mentioned.v1"):
    """As it was told while every task was a plan's and at a school."""


class PeopleUnmentioned(Consumed, type="scheduling.people.unmentioned.v1"):
    """A comment mentions people no more."""

    comment_id: UUID
    unmentioned_ids: list[UUID]


class Origin(Read):
    """Where a task comes from: a plan's activity has a code and words, what another service asked for a text of the catalogue."""

    kind: str = "activity"
    code: str | None
    title: str | None
    values: dict[str, int | str] | None = None


class TaskMoved(Consumed, type=""):
    """A task has a new state or owner."""

    task_id: UUID
    plan_id: UUID | None
    school_id: UUID | None
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskStarted(TaskMoved, type="scheduling.task.started.v2"):
    """Somebody is at it."""


class TaskStartedV1(TaskStarted, type="scheduling.task.started.v1"):
    """As it was told while every task was a plan's."""


class TaskCompleted(TaskMoved, type="scheduling.task.completed.v2"):
    """It is done."""


class TaskCompletedV1(TaskCompleted, type="scheduling.task.completed.v1"):
    """As it was told while every task was a plan's."""


class TaskWithdrawn(TaskMoved, type="scheduling.task.withdrawn.v2"):
    """It need not be done any more."""


class TaskWithdrawnV1(TaskWithdrawn, type="scheduling.task.withdrawn.v1"):
    """As it was told while every task was a plan's."""


class TaskReassigned(TaskMoved, type="scheduling.task.reassigned.v2"):
    """It changed hands."""

    former_owner_id: UUID | None


class TaskReassignedV1(TaskReassigned, type="scheduling.task.reassigned.v1"):
    """As it was told while every task was a plan's."""


class Reopened(TaskMoved, type=""):
    """It was done or withdrawn, and is open again."""

    due_on: date
    former_state: Literal["done", "withdrawn"]
    done_on: date | None
    evidence_count: int


class TaskReopened(Reopened, type="scheduling.task.reopened.v2"):
    """Of whatever origin."""

    origin: Origin


class TaskReopenedV1(Reopened, type="scheduling.task.reopened.v1"):
    """As it was told while every task was a plan's."""

    activity_code: str
    title: str

    @property
    def origin(self) -> Origin:
        """Its activity."""
        return Origin(code=self.activity_code, title=self.title)


class TaskGiven(Consumed, type="scheduling.task.given.v1"):
    """Somebody gave a task to a colleague."""

    task_id: UUID
    school_id: UUID | None
    owner_id: UUID
    given_by: UUID | None
    due_on: date
    responsible_ids: list[UUID] = []


class SharedTask(Read):
    """One of the first tasks somebody shares."""

    title: str
    school_id: UUID | None
    due_on: date


class Sharer(Read):
    """Somebody who shares tasks with their owners."""

    person_id: UUID
    task_count: int
    first_due_on: date
    first_tasks: list[SharedTask]


class ResponsibilityShared(Consumed, type="scheduling.responsibility.shared.v1"):
    """Who shares responsibility for tasks from now on."""

    change_id: UUID
    plan_id: UUID | None
    plan_title: str | None
    people: list[Sharer]


TASK_STEPS: tuple[type[TaskMoved], ...] = (
    *(TaskStarted, TaskCompleted, TaskWithdrawn, TaskReassigned, TaskReopened),
    *(TaskStartedV1, TaskCompletedV1, TaskWithdrawnV1, TaskReassignedV1, TaskReopenedV1),
)


class PlanWeek(Read):
    """How one plan stands at the end of a week."""

    plan_id: UUID
    title: str
    tasks: int
    done: int
    overdue: int


class WorstTask(Line):
    """One of the tasks that have been overdue for longest."""

    owner_id: UUID | None


class BestTask(WorstTask):
    """A task that was done days before it was due."""

    days_early: int


class WeekSummed(Consumed, type="scheduling.week.summed.v1"):
    """The past week of a school or the district."""

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
    worst: list[WorstTask] = []
    best: BestTask | None = None


class DueLine(Line):
    """A task that is due; `is_new` when no earlier day spoke of it, `to_take` when it waits for who of a role takes it."""

    is_new: bool
    to_take: bool = False


class OverdueLine(DueLine):
    """A task past its day."""

    school_days_overdue: int


class DueLineV1(LineV1):
    """As it was told while every task was a plan's."""

    is_new: bool


class OverdueLineV1(DueLineV1):
    """A task past its day."""

    school_days_overdue: int


class TasksDue(Consumed, type="scheduling.tasks.due.v2"):
    """What a person has due soon and overdue as a school day begins."""

    day: date
    people_count: int
    owner_id: UUID | None
    due_soon_count: int
    overdue_count: int
    due_soon: list[DueLine]
    overdue: list[OverdueLine]


class TasksDueV1(TasksDue, type="scheduling.tasks.due.v1"):
    """As it was told while every task was a plan's and at a school."""

    due_soon: list[DueLineV1]  # type: ignore[assignment]
    overdue: list[OverdueLineV1]  # type: ignore[assignment]
