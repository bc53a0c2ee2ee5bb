"""What the stream hears: of each event the fields it shows, or goes by."""

from datetime import date
from uuid import UUID

from shared.events.event import Consumed, Read


class Origin(Read):
    title: str | None


class TaskFact(Consumed, type=""):
    task_id: UUID
    plan_id: UUID | None
    activity_id: UUID | None
    school_id: UUID | None
    owner_id: UUID | None


class TaskMoved(TaskFact, type=""):
    origin: Origin


class TaskGiven(TaskMoved, type="scheduling.task.given.v1"):
    given_by: UUID | None


class TaskStarted(TaskMoved, type="scheduling.task.started.v2"):
    pass


class TaskWithdrawn(TaskMoved, type="scheduling.task.withdrawn.v2"):
    pass


class TaskReopened(TaskMoved, type="scheduling.task.reopened.v2"):
    state: str


class TaskCompleted(TaskMoved, type="scheduling.task.completed.v2"):
    done_on: date
    on_time: bool


class TaskReassigned(TaskMoved, type="scheduling.task.reassigned.v2"):
    former_owner_id: UUID | None


class TaskStartedV1(TaskFact, type="scheduling.task.started.v1"):
    pass


class TaskWithdrawnV1(TaskFact, type="scheduling.task.withdrawn.v1"):
    pass


class TaskReopenedV1(TaskFact, type="scheduling.task.reopened.v1"):
    state: str


class TaskCompletedV1(TaskFact, type="scheduling.task.completed.v1"):
    done_on: date
    on_time: bool


class TaskReassignedV1(TaskFact, type="scheduling.task.reassigned.v1"):
    former_owner_id: UUID | None


class AssignedTask(Read):
    owner_id: UUID | None


class TasksAssigned(Consumed, type="scheduling.tasks.assigned.v2"):
    plan_id: UUID
    school_id: UUID | None
    tasks: list[AssignedTask]


class TasksAssignedV1(TasksAssigned, type="scheduling.tasks.assigned.v1"):
    pass


class ChangedLine(Read):
    title: str | None = None
    task_id: UUID
    plan_id: UUID | None
    activity_id: UUID | None
    activity_code: str | None
    school_id: UUID | None
    due_on: date
    former_due_on: date | None
    change: str


class ChangeCounts(Read):
    added: int
    redated: int
    withdrawn: int
    received: int
    given_away: int


class TasksChangedV1(Consumed, type="scheduling.tasks.changed.v1"):
    change_id: UUID
    cause: str
    plan_id: UUID | None
    owner_id: UUID | None
    plan_title: str | None = None
    counts: ChangeCounts
    lines: list[ChangedLine]


class TasksChanged(TasksChangedV1, type="scheduling.tasks.changed.v2"):
    plan_school_id: UUID | None = None


class PlanPublished(Consumed, type="scheduling.plan.published.v1"):
    plan_id: UUID
    title: str = ""
    school_id: UUID | None = None


class PlanClosed(Consumed, type="scheduling.plan.closed.v1"):
    plan_id: UUID
    title: str = ""
    school_id: UUID | None = None


class PlanArchived(Consumed, type="scheduling.plan.archived.v1"):
    plan_id: UUID
    school_id: UUID | None = None


class PlanRevised(Consumed, type="scheduling.plan.revised.v1"):
    plan_id: UUID
    title: str = ""
    revision: int
    change_id: UUID
    school_id: UUID | None = None


class PlanEdited(Consumed, type="scheduling.plan.edited.v1"):
    plan_id: UUID
    title: str
    school_id: UUID | None


class GoalsMeasured(Consumed, type="scheduling.goals.measured.v1"):
    plan_id: UUID
    title: str
    goal_ids: list[UUID]
    school_id: UUID | None


class PlanSubmitted(Consumed, type="scheduling.plan.submitted.v1"):
    plan_id: UUID
    title: str = ""
    school_id: UUID | None = None


class PlanReturned(Consumed, type="scheduling.plan.returned.v1"):
    plan_id: UUID
    title: str = ""
    school_id: UUID | None = None


class PlanApproved(Consumed, type="scheduling.plan.approved.v1"):
    plan_id: UUID
    title: str = ""
    school_id: UUID | None = None


class RevisionFact(Consumed, type=""):
    plan_id: UUID
    number: int
    school_id: UUID | None = None


class RevisionMoved(RevisionFact, type=""):
    title: str


class RevisionEdited(RevisionMoved, type="scheduling.revision.edited.v1"):
    pass


class RevisionSubmitted(RevisionMoved, type="scheduling.revision.submitted.v1"):
    pass


class RevisionReturned(RevisionMoved, type="scheduling.revision.returned.v1"):
    pass


class RevisionApproved(RevisionMoved, type="scheduling.revision.approved.v1"):
    pass


class RevisionDiscarded(RevisionFact, type="scheduling.revision.discarded.v1"):
    pass


class TouchedLine(Read):
    task_id: UUID
    plan_id: UUID | None
    owner_id: UUID | None
    what: list[str]


class TasksTouched(Consumed, type="scheduling.tasks.touched.v1"):
    school_id: UUID | None
    tasks: list[TouchedLine]


class TaskWatched(Consumed, type="scheduling.task.watched.v1"):
    task_id: UUID
    staff_id: UUID
    is_watching: bool


class TaskNoted(Consumed, type="scheduling.task.noted.v1"):
    task_id: UUID
    visibility: str
    author_id: UUID | None


class BarrierFact(Consumed, type=""):
    barrier_id: UUID
    number: int
    title: str = ""
    state: str
    level: str | None
    category: str
    raised_by_id: UUID | None
    assignee_id: UUID | None
    school_ids: list[UUID]
    task_count: int
    answer_due_on: date | None


class BarrierRaised(BarrierFact, type="scheduling.barrier.raised.v1"):
    pass


class BarrierTriaged(BarrierFact, type="scheduling.barrier.triaged.v1"):
    pass


class BarrierAssigned(BarrierFact, type="scheduling.barrier.assigned.v1"):
    pass


class BarrierEscalated(BarrierFact, type="scheduling.barrier.escalated.v1"):
    pass


class BarrierDecided(BarrierFact, type="scheduling.barrier.decided.v1"):
    pass


class BarrierResolved(BarrierFact, type="scheduling.barrier.resolved.v1"):
    pass


class BarrierConfirmed(BarrierFact, type="scheduling.barrier.confirmed.v1"):
    pass


class BarrierReopened(BarrierFact, type="scheduling.barrier.reopened.v1"):
    pass


class BarrierOverdue(BarrierFact, type="scheduling.barrier.overdue.v1"):
    pass


class BarrierTouched(BarrierFact, type="scheduling.barrier.touched.v1"):
    pass


class MessageSent(Consumed, type="notifications.message.sent.v1"):
    message_id: UUID
    recipient_id: UUID
    kind: str
    plan_id: UUID | None


class MessageRead(Consumed, type="notifications.message.read.v1"):
    message_id: UUID
    recipient_id: UUID
