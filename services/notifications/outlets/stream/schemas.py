"""The events of the stream, as their `event` and `data` lines stand on the wire: ids, codes, days and states."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, RootModel

from shared.about import About
from shared.schemas import Actor, Moment, Reply

TaskType = Literal[
    "scheduling.task.given.v1",
    "scheduling.task.started.v2",
    "scheduling.task.completed.v2",
    "scheduling.task.reopened.v2",
    "scheduling.task.withdrawn.v2",
    "scheduling.task.reassigned.v2",
    "scheduling.task.started.v1",
    "scheduling.task.completed.v1",
    "scheduling.task.reopened.v1",
    "scheduling.task.withdrawn.v1",
    "scheduling.task.reassigned.v1",
]
PlanType = Literal[
    "scheduling.plan.published.v1",
    "scheduling.plan.revised.v1",
    "scheduling.plan.closed.v1",
    "scheduling.plan.archived.v1",
    "scheduling.plan.submitted.v1",
    "scheduling.plan.returned.v1",
    "scheduling.plan.approved.v1",
]
RevisionType = Literal[
    "scheduling.revision.submitted.v1",
    "scheduling.revision.returned.v1",
    "scheduling.revision.approved.v1",
    "scheduling.revision.discarded.v1",
]
BarrierType = Literal[
    "scheduling.barrier.raised.v1",
    "scheduling.barrier.triaged.v1",
    "scheduling.barrier.assigned.v1",
    "scheduling.barrier.escalated.v1",
    "scheduling.barrier.decided.v1",
    "scheduling.barrier.resolved.v1",
    "scheduling.barrier.confirmed.v1",
    "scheduling.barrier.reopened.v1",
    "scheduling.barrier.overdue.v1",
    "scheduling.barrier.touched.v1",
]


class ReadyData(Reply):
    """`resumed` is false when nothing was asked for or it was too long ago: then read your lists now."""

    resumed: bool
    expires_at: Moment | None


class EndedData(Reply):
    """Why this stream ended."""

    reason: str


class Happened(Reply):
    """When something happened, what it is about, and who did it."""

    at: Moment
    about: About
    by: Actor | None = Field(
        default=None, description="Who did it, as its history says; left out of what was told before this was kept."
    )


class TaskData(Happened):
    """A task after the event."""

    task_id: UUID
    plan_id: UUID | None
    activity_id: UUID | None
    school_id: UUID | None = Field(description="null: the district itself owes it.")
    state: Literal["open", "in_progress", "done", "withdrawn"] | None = Field(
        description="null when it did not change."
    )
    owner_id: UUID | None
    done_on: date | None
    on_time: bool | None


class AssignedData(Happened):
    """A school, or without one the district itself, got tasks of a plan: one event a place and chunk, never one a task."""

    plan_id: UUID
    school_id: UUID | None
    task_count: int


class ChangedTask(Reply):
    """One task and what became different about it."""

    task_id: UUID
    plan_id: UUID | None
    activity_id: UUID | None
    activity_code: str | None
    due_on: date
    former_due_on: date | None
    change: str


class ChangedData(Happened):
    """One change of one person's tasks (or nobody's) at one school.

    Without a school it says that the change touched more tasks than it lists: read the plan's tasks again.
    """

    change_id: UUID
    cause: str
    plan_id: UUID | None
    owner_id: UUID | None
    school_id: UUID | None
    tasks: list[ChangedTask]


class PlanData(Happened):
    """A plan has a new state or, with `revision`, new content."""

    plan_id: UUID
    state: Literal["submitted", "returned", "approved", "published", "closed", "archived"]
    revision: int | None
    change_id: UUID | None


class RevisionData(Happened):
    """A revision of a published plan has a new state."""

    plan_id: UUID
    number: int
    state: Literal["submitted", "returned", "approved", "discarded"]


class EditedData(Happened):
    """A plan, or with `number` a revision of one, that is not submitted was begun or written on: read it again."""

    plan_id: UUID
    number: int | None


class MeasuredData(Happened):
    """Goals of a plan have other values: read them again."""

    plan_id: UUID
    goal_ids: list[UUID]


class NotedData(Happened):
    """A task has a note its school does not read: one of the district's people, or the reader's own."""

    task_id: UUID
    visibility: Literal["district", "author"]


class TouchedTask(Reply):
    """A task, and what became different about it."""

    task_id: UUID
    plan_id: UUID | None
    what: list[str] = Field(
        description="`target_on`, `step`, `step_done`, `note`, `link`, `file`, `barrier` (blocked by one, or no more), `comment`."
    )


class TouchedData(Happened):
    """Tasks of one place became different, but for owner, state and due date: read them again."""

    school_id: UUID | None
    tasks: list[TouchedTask]


class WatchedData(Happened):
    """The reader watches a task from now on, or does no more."""

    task_id: UUID
    is_watching: bool


class MessageReadData(Happened):
    """The reader has read a message, in some window."""

    message_id: UUID


class BarrierData(Happened):
    """A barrier, as one step left it."""

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


class MessageData(Happened):
    """A new message is in the reader's own inbox."""

    message_id: UUID
    kind: str
    plan_id: UUID | None


class Ready(Reply):
    """The stream is live from here. Its `id`, like every other, is what `Last-Event-ID` takes."""

    id: str
    event: Literal["ready"]
    data: ReadyData


class Reset(Reply):
    """Entries were missed that this stream cannot tell any more (`too_old`, `too_many`, `lagging`): read your lists again."""

    id: str
    event: Literal["reset"]
    data: EndedData


class Ended(Reply):
    """The last event of a stream: its token's time is up, the caller opened too many, or the process ends."""

    event: Literal["expired", "superseded", "ending"]
    data: EndedData


class TaskEvent(Reply):
    """A task was given, started, completed, withdrawn, reopened or reassigned."""

    id: str
    event: TaskType
    data: TaskData


class AssignedEvent(Reply):
    """A school got tasks."""

    id: str
    event: Literal["scheduling.tasks.assigned.v2", "scheduling.tasks.assigned.v1"]
    data: AssignedData


class ChangedEvent(Reply):
    """A change touched tasks."""

    id: str
    event: Literal["scheduling.tasks.changed.v2", "scheduling.tasks.changed.v1"]
    data: ChangedData


class PlanEvent(Reply):
    """A plan was published, revised, closed or archived."""

    id: str
    event: PlanType
    data: PlanData


class RevisionEvent(Reply):
    """A revision was submitted, returned, approved or discarded."""

    id: str
    event: RevisionType
    data: RevisionData


class EditedEvent(Reply):
    """Somebody wrote on a plan or a revision that is not submitted."""

    id: str
    event: Literal["scheduling.plan.edited.v1", "scheduling.revision.edited.v1"]
    data: EditedData


class MeasuredEvent(Reply):
    """Goals have other values."""

    id: str
    event: Literal["scheduling.goals.measured.v1"]
    data: MeasuredData


class NotedEvent(Reply):
    """A task has a note its school does not read."""

    id: str
    event: Literal["scheduling.task.noted.v1"]
    data: NotedData


class TouchedEvent(Reply):
    """Tasks were blocked, commented on, or got steps, notes or evidence."""

    id: str
    event: Literal["scheduling.tasks.touched.v1"]
    data: TouchedData


class WatchedEvent(Reply):
    """The reader watches a task, or does no more."""

    id: str
    event: Literal["scheduling.task.watched.v1"]
    data: WatchedData


class MessageReadEvent(Reply):
    """A message was read."""

    id: str
    event: Literal["notifications.message.read.v1"]
    data: MessageReadData


class BarrierEvent(Reply):
    """A step of a barrier."""

    id: str
    event: BarrierType
    data: BarrierData


class MessageEvent(Reply):
    """A message reached the reader's inbox."""

    id: str
    event: Literal["notifications.message.sent.v1"]
    data: MessageData


StreamKinds = (
    TaskEvent
    | AssignedEvent
    | ChangedEvent
    | PlanEvent
    | BarrierEvent
    | MessageEvent
    | Ready
    | Reset
    | Ended
    | EditedEvent
    | MeasuredEvent
    | NotedEvent
    | TouchedEvent
    | WatchedEvent
    | RevisionEvent
    | MessageReadEvent
)


class StreamEvent(RootModel[Annotated[StreamKinds, Field(discriminator="event")]]):
    """One event of the stream: `id`, `event` and, as JSON of one line, `data`. Be ready for types you do not know."""
