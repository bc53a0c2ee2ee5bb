"""What this service states."""

from datetime import date
from typing import Literal
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
    watcher_ids: list[UUID] = []


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
    watcher_ids: list[UUID] = []


class TaskWithdrawn(Event, type="scheduling.task.withdrawn.v1", subject="tasks/{task_id}"):
    """A task need not be done any more."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    school_id: UUID
    owner_id: UUID | None
    watcher_ids: list[UUID] = []


class TaskReassigned(Event, type="scheduling.task.reassigned.v1", subject="tasks/{task_id}"):
    """A task changed hands within its school."""

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
    """What became different about a task; `other_id` is the other person of a handing over."""

    change: Change
    former_due_on: date | None
    other_id: UUID | None


class DueLine(TaskLine):
    """A task that is due; `is_new` when no earlier day spoke of it and this due date in this list."""

    is_new: bool


class OverdueLine(DueLine):
    """A task past its day, by so many school days of its school."""

    school_days_overdue: int


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


class TasksDue(Event, type="scheduling.tasks.due.v1", subject="days/{day}"):
    """What a person (or nobody) has due soon and overdue as a school day begins; each list shows at most 200, nobody's 1,000.

    `people_count` events of this type tell the whole day.
    """

    day: date
    people_count: int
    owner_id: UUID | None
    due_soon_count: int
    overdue_count: int
    due_soon: list[DueLine]
    overdue: list[OverdueLine]


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


class HandoverMade(Event, type="scheduling.handover.made.v1", subject="handovers/{handover_id}"):
    """A role changed hands, and its tasks with it."""

    handover_id: UUID
    former_owner_id: UUID
    new_owner_id: UUID | None
    school_id: UUID | None
    role: str
    task_count: int
    overdue_count: int
    open_count: int


class DelegationFact(Event, type="", subject=""):
    """Somebody does another's work for some days."""

    delegation_id: UUID
    from_id: UUID
    to_id: UUID
    school_id: UUID | None
    starts_on: date
    ends_on: date


class DelegationBegan(DelegationFact, type="scheduling.delegation.began.v1", subject="delegations/{delegation_id}"):
    """From now on the delegate acts for the absent."""


class DelegationEnded(DelegationFact, type="scheduling.delegation.ended.v1", subject="delegations/{delegation_id}"):
    """The absent acts for themselves again."""


class BarrierFact(Event, type="", subject=""):
    """A barrier as one step left it; its words stay where they were written."""

    barrier_id: UUID
    number: int
    state: str
    level: str | None
    category: str
    raised_by_id: UUID | None
    assignee_id: UUID | None
    school_ids: list[UUID]
    task_count: int
    answer_due_on: date | None


class BarrierRaised(BarrierFact, type="scheduling.barrier.raised.v1", subject="barriers/{barrier_id}"):
    """Something stands in the way."""


class BarrierTriaged(BarrierFact, type="scheduling.barrier.triaged.v1", subject="barriers/{barrier_id}"):
    """It was decided on which level an answer is owed."""


class BarrierAssigned(BarrierFact, type="scheduling.barrier.assigned.v1", subject="barriers/{barrier_id}"):
    """Somebody owes the answer."""


class BarrierEscalated(BarrierFact, type="scheduling.barrier.escalated.v1", subject="barriers/{barrier_id}"):
    """It went a level up, by hand or because its clock ran out."""


class BarrierDecided(BarrierFact, type="scheduling.barrier.decided.v1", subject="barriers/{barrier_id}"):
    """What will be done is decided."""


class BarrierResolved(BarrierFact, type="scheduling.barrier.resolved.v1", subject="barriers/{barrier_id}"):
    """It is said to be out of the way; its tasks go on."""


class BarrierConfirmed(BarrierFact, type="scheduling.barrier.confirmed.v1", subject="barriers/{barrier_id}"):
    """Who raised it agrees."""


class BarrierReopened(BarrierFact, type="scheduling.barrier.reopened.v1", subject="barriers/{barrier_id}"):
    """Who raised it does not agree."""


class PeopleMentioned(Event, type="scheduling.people.mentioned.v1", subject="tasks/{task_id}"):
    """A comment names people; its words stay where they were written."""

    task_id: UUID
    plan_id: UUID
    school_id: UUID
    comment_id: UUID
    mentioned_ids: list[UUID]
    by_id: UUID | None


class PlanRevised(Event, type="scheduling.plan.revised.v1", subject="plans/{plan_id}"):
    """A published plan has new content; tasks.changed events tell each person what it means for them."""

    plan_id: UUID
    title: str
    revision: int
    content_hash: str
    change_id: UUID
    added_count: int
    redated_count: int
    withdrawn_count: int
