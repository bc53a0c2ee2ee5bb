"""What becomes an entry of the stream: facts of tasks, plans and barriers, and one's own messages and marks."""

from collections.abc import Callable, Iterable
from itertools import groupby
from uuid import UUID

from services.notifications.outlets.stream import about, repository
from services.notifications.outlets.stream.about import Abouts
from services.notifications.outlets.stream.consumers import (
    BarrierAssigned,
    BarrierConfirmed,
    BarrierDecided,
    BarrierEscalated,
    BarrierOverdue,
    BarrierRaised,
    BarrierReopened,
    BarrierResolved,
    BarrierTouched,
    BarrierTriaged,
    ChangedLine,
    GoalsMeasured,
    MessageRead,
    MessageSent,
    PlanApproved,
    PlanArchived,
    PlanClosed,
    PlanEdited,
    PlanPublished,
    PlanReturned,
    PlanRevised,
    PlanSubmitted,
    RevisionApproved,
    RevisionDiscarded,
    RevisionEdited,
    RevisionReturned,
    RevisionSubmitted,
    TaskCompleted,
    TaskCompletedV1,
    TaskFact,
    TaskGiven,
    TaskNoted,
    TaskReassigned,
    TaskReassignedV1,
    TaskReopened,
    TaskReopenedV1,
    TasksAssigned,
    TasksAssignedV1,
    TasksChanged,
    TasksChangedV1,
    TaskStarted,
    TaskStartedV1,
    TasksTouched,
    TaskWatched,
    TaskWithdrawn,
    TaskWithdrawnV1,
)
from services.notifications.outlets.stream.rules import KEPT, Entry
from services.notifications.outlets.stream.schemas import (
    AssignedData,
    BarrierData,
    ChangedData,
    ChangedTask,
    EditedData,
    Happened,
    MeasuredData,
    MessageData,
    MessageReadData,
    NotedData,
    PlanData,
    RevisionData,
    TaskData,
    TouchedData,
    TouchedTask,
    WatchedData,
)
from shared.about import AboutKind
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.events.event import Consumed

EntriesOf = Callable[[Received], list[Entry]]
OwnEntriesOf = Callable[[Received, Abouts], list[Entry]]
STATES = {
    **dict.fromkeys((TaskStarted.type, TaskStartedV1.type), "in_progress"),
    **dict.fromkeys((TaskCompleted.type, TaskCompletedV1.type), "done"),
    **dict.fromkeys((TaskWithdrawn.type, TaskWithdrawnV1.type), "withdrawn"),
    TaskGiven.type: "open",
}
MOVES = (
    *(TaskGiven, TaskStarted, TaskCompleted, TaskWithdrawn, TaskReopened, TaskReassigned),
    *(TaskStartedV1, TaskCompletedV1, TaskWithdrawnV1, TaskReopenedV1, TaskReassignedV1),
)
PLAN_STATES = {
    **{PlanSubmitted.type: "submitted", PlanReturned.type: "returned", PlanApproved.type: "approved"},
    **{PlanClosed.type: "closed", PlanArchived.type: "archived"},
}
#: Before it has reached the schools the district's plan is no school's to read of.
UNDER_WAY = (PlanSubmitted, PlanReturned, PlanApproved)
REVISIONS: dict[type[Consumed], str] = {
    **{RevisionSubmitted: "submitted", RevisionReturned: "returned"},
    **{RevisionApproved: "approved", RevisionDiscarded: "discarded"},
}
REVISION_STATES = {kind.type: state for kind, state in REVISIONS.items()}
BARRIERS = (
    *(BarrierRaised, BarrierTriaged, BarrierAssigned, BarrierEscalated),
    *(BarrierDecided, BarrierResolved, BarrierConfirmed, BarrierReopened, BarrierOverdue, BarrierTouched),
)


def show_live(consumers: Consumers) -> None:
    """Have everything the stream shows become entries of it, in the transaction that handles the event."""
    makers: dict[type[Consumed], EntriesOf] = {
        **dict.fromkeys(MOVES, of_task),
        **dict.fromkeys((*UNDER_WAY, PlanPublished, PlanClosed, PlanArchived, PlanRevised), of_plan),
        **dict.fromkeys(REVISIONS, of_revision),
        **dict.fromkeys(BARRIERS, of_barrier),
        **dict.fromkeys((TasksAssigned, TasksAssignedV1), of_assignment),
        **dict.fromkeys((TasksChanged, TasksChangedV1), of_change),
        TasksTouched: of_touch,
        TaskWatched: of_watch,
        **dict.fromkeys((PlanEdited, RevisionEdited), of_edit),
        GoalsMeasured: of_measuring,
        TaskNoted: of_note,
    }
    for kind, entries_of in makers.items():

        async def keep(ctx: Context, events: list[Received], entries_of: EntriesOf = entries_of) -> None:
            ctx.leave_for_last(
                repository.write, [entry for event in _fresh(ctx, events) for entry in entries_of(event)]
            )

        consumers.on(kind)(keep)
    own: dict[type[Consumed], OwnEntriesOf] = {MessageSent: of_message, MessageRead: of_reading}
    for kind, of_own in own.items():

        async def keep_own(ctx: Context, events: list[Received], of_own: OwnEntriesOf = of_own) -> None:
            fresh = _fresh(ctx, events)
            said = await repository.messages_said(ctx, {event.data.message_id for event in fresh})
            abouts = {id_: about.of_message(one, ctx) for id_, one in said.items()}
            ctx.leave_for_last(repository.write, [entry for event in fresh for entry in of_own(event, abouts)])

        consumers.on(kind)(keep_own)


def _fresh(ctx: Context, events: list[Received]) -> list[Received]:
    """What a lost broker sends again days later is no news."""
    return [event for event in events if event.envelope.time > ctx.now - KEPT]


def of_task(event: Received) -> list[Entry]:
    """A task began, ended, was reopened or changed hands; its former owner learns that too."""
    fact = event.data
    data = TaskData(
        at=event.envelope.time,
        about=about.of_task(fact),
        task_id=fact.task_id,
        plan_id=fact.plan_id,
        activity_id=fact.activity_id,
        school_id=fact.school_id,
        state=getattr(fact, "state", STATES.get(event.envelope.type)),
        owner_id=fact.owner_id,
        done_on=getattr(fact, "done_on", None),
        on_time=getattr(fact, "on_time", None),
    )
    owners = (fact.owner_id, getattr(fact, "former_owner_id", None), getattr(fact, "given_by", None))
    return [_entry(event, data, schools=(fact.school_id,), owners=owners, plan_id=_plan_of(fact))]


def _plan_of(fact: TaskFact | TasksAssigned) -> UUID | None:
    """What the district itself owes is nothing whoever reads the plan at a school may see."""
    return fact.plan_id if fact.school_id is not None else None


def of_assignment(event: Received) -> list[Entry]:
    """A school got tasks: seen there, and by each who owns one."""
    fact = event.data
    data = AssignedData(
        at=event.envelope.time,
        about=about.of_thing(AboutKind.PLAN, fact.plan_id, None),
        plan_id=fact.plan_id,
        school_id=fact.school_id,
        task_count=len(fact.tasks),
    )
    owners = (task.owner_id for task in fact.tasks)
    return [_entry(event, data, schools=(fact.school_id,), owners=owners, plan_id=_plan_of(fact))]


def of_change(event: Received) -> list[Entry]:
    """An entry a school, so that nobody reads another school's; one more without any when not every task is listed."""
    fact = event.data
    lines = sorted(fact.lines, key=lambda line: str(line.school_id or ""))
    by_school: list[tuple[UUID | None, list[ChangedLine]]] = [
        (school_id, list(found)) for school_id, found in groupby(lines, lambda line: line.school_id)
    ]
    if sum(fact.counts.model_dump().values()) > len(lines):
        by_school.append((None, []))
    return [_of_change_at(event, school_id, found) for school_id, found in by_school]


def _of_change_at(event: Received, school_id: UUID | None, lines: list[ChangedLine]) -> Entry:
    fact = event.data
    data = ChangedData(
        at=event.envelope.time,
        about=about.of_change(fact, lines),
        change_id=fact.change_id,
        cause=fact.cause,
        plan_id=fact.plan_id,
        owner_id=fact.owner_id,
        school_id=school_id,
        tasks=[ChangedTask(**line.model_dump(exclude={"school_id", "title"})) for line in lines],
    )
    plan_id = None if school_id is None and lines else fact.plan_id
    at = school_id or (None if lines else getattr(fact, "plan_school_id", None))
    return _entry(event, data, schools=(at,), owners=(fact.owner_id,), plan_id=plan_id)


def of_plan(event: Received) -> list[Entry]:
    """A plan was published, revised, closed or archived: seen by whoever reads plans, a school's own by who does there."""
    fact = event.data
    data = PlanData(
        at=event.envelope.time,
        about=about.of_thing(AboutKind.PLAN, fact.plan_id, getattr(fact, "title", None)),
        plan_id=fact.plan_id,
        state=PLAN_STATES.get(event.envelope.type, "published"),
        revision=getattr(fact, "revision", None),
        change_id=getattr(fact, "change_id", None),
    )
    is_under_way = PLAN_STATES.get(event.envelope.type) in {PLAN_STATES[kind.type] for kind in UNDER_WAY}
    return [_entry(event, data, schools=(fact.school_id,), plan_id=None if is_under_way else fact.plan_id)]


def of_revision(event: Received) -> list[Entry]:
    """A revision went a step: seen by who reads it before it has reached the schools."""
    fact = event.data
    state = REVISION_STATES[event.envelope.type]
    data = RevisionData(
        at=event.envelope.time,
        about=about.of_revision(fact),
        plan_id=fact.plan_id,
        number=fact.number,
        state=state,
    )
    return [_entry(event, data, schools=(fact.school_id,))]


def of_edit(event: Received) -> list[Entry]:
    """A draft was written on: seen by who reads it before it has reached the schools."""
    fact = event.data
    number = getattr(fact, "number", None)
    kind = AboutKind.PLAN if number is None else AboutKind.REVISION
    what = about.of_thing(kind, fact.plan_id, fact.title, number)
    data = EditedData(at=event.envelope.time, about=what, plan_id=fact.plan_id, number=number)
    return [_entry(event, data, schools=(fact.school_id,))]


def of_measuring(event: Received) -> list[Entry]:
    """Goals have other values: seen by whoever reads the plan, a school's own by who does there."""
    fact = event.data
    what = about.of_thing(AboutKind.PLAN, fact.plan_id, fact.title)
    data = MeasuredData(at=event.envelope.time, about=what, plan_id=fact.plan_id, goal_ids=fact.goal_ids)
    return [_entry(event, data, schools=(fact.school_id,), plan_id=fact.plan_id)]


def of_note(event: Received) -> list[Entry]:
    """A note no school reads: its author's alone, or besides theirs of whoever sees the whole district."""
    fact = event.data
    what = about.of_thing(AboutKind.TASK, fact.task_id, None)
    data = NotedData(at=event.envelope.time, about=what, task_id=fact.task_id, visibility=fact.visibility)
    if fact.visibility == "district":
        return [_entry(event, data, owners=(fact.author_id,))]
    if fact.author_id is None:
        return []
    return [_own(event, data, fact.author_id)]


def of_touch(event: Received) -> list[Entry]:
    """Something about tasks of a place: seen there, and by their owners, each of their own."""
    fact = event.data
    by_owner = groupby(sorted(fact.tasks, key=lambda task: str(task.owner_id or "")), lambda task: task.owner_id)
    entries = []
    for owner_id, tasks in by_owner:
        lines = list(tasks)
        shown = [TouchedTask(**task.model_dump(exclude={"owner_id"})) for task in lines]
        data = TouchedData(at=event.envelope.time, about=about.of_touch(lines), school_id=fact.school_id, tasks=shown)
        entries.append(_entry(event, data, schools=(fact.school_id,), owners=(owner_id,)))
    return entries


def of_watch(event: Received) -> list[Entry]:
    """Somebody's own mark: theirs alone."""
    fact = event.data
    data = WatchedData(
        at=event.envelope.time,
        about=about.of_thing(AboutKind.TASK, fact.task_id, None),
        task_id=fact.task_id,
        is_watching=fact.is_watching,
    )
    return [_own(event, data, fact.staff_id)]


def of_reading(event: Received, abouts: Abouts) -> list[Entry]:
    """A message was read: its recipient's alone. Of one that is not kept any more there is nothing to tell."""
    fact = event.data
    if fact.message_id not in abouts:
        return []
    data = MessageReadData(at=event.envelope.time, about=abouts[fact.message_id], message_id=fact.message_id)
    return [_own(event, data, fact.recipient_id)]


def of_barrier(event: Received) -> list[Entry]:
    """A step of a barrier: seen at its schools, by who raised it and by who answers."""
    fact = event.data
    data = BarrierData(at=event.envelope.time, about=about.of_barrier(fact), **fact.model_dump(exclude={"title"}))
    return [_entry(event, data, schools=fact.school_ids, owners=(fact.raised_by_id, fact.assignee_id))]


def of_message(event: Received, abouts: Abouts) -> list[Entry]:
    """A message: its recipient's alone. Of one that is not kept any more there is nothing to tell."""
    fact = event.data
    if fact.message_id not in abouts:
        return []
    data = MessageData(
        at=event.envelope.time,
        about=abouts[fact.message_id],
        message_id=fact.message_id,
        kind=fact.kind,
        plan_id=fact.plan_id,
    )
    return [_own(event, data, fact.recipient_id, fact.plan_id)]


def _entry(
    event: Received,
    data: Happened,
    *,
    schools: Iterable[UUID | None] = (),
    owners: Iterable[UUID | None] = (),
    plan_id: UUID | None = None,
) -> Entry:
    said, actor = data.model_dump_json(exclude={"by"}), event.envelope.actor
    return Entry(event.envelope.type, said, _known(schools), _known(owners), None, plan_id, actor)


def _own(event: Received, data: Happened, reader: UUID, plan_id: UUID | None = None) -> Entry:
    """What is one reader's alone."""
    said, actor = data.model_dump_json(exclude={"by"}), event.envelope.actor
    return Entry(event.envelope.type, said, recipient_id=reader, plan_id=plan_id, actor=actor)


def _known(ids: Iterable[UUID | None]) -> tuple[UUID, ...]:
    return tuple(sorted({id_ for id_ in ids if id_ is not None}))
