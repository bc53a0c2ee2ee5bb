"""Use cases of tasks: open → in progress → done | withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.delegations.covering import as_owner
from services.scheduling.work.task_states import PROVES, TaskState
from services.scheduling.work.tasks import repository
from services.scheduling.work.tasks.errors import DueDateWeakened, EvidenceNeeded, OwnerIsFixed
from services.scheduling.work.tasks.events import (
    TaskCompleted,
    TaskOrigin,
    TaskReassigned,
    TaskReopened,
    TaskStarted,
    TaskWithdrawn,
)
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.people import hearing
from services.scheduling.work.tasks.schemas import TaskComplete, TaskList, TaskUpdate, TaskWithdraw
from services.scheduling.work.tasks.sharing import shares
from services.scheduling.work.tasks.tables import OriginKind, OwnerCause, TaskRow, WithdrawnCause
from services.scheduling.work.tasks.telling import Former, tell
from services.scheduling.work.tasks.transitions import CHANGE, COMPLETE, REASSIGN, REOPEN, START, WITHDRAW
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.directory.queries import where_holding
from shared.errors import NotAtSchool, fault
from shared.texts.words import Words

#: Rights of whoever asked for a task.
OF_ASKER = (WITHDRAW.right, REASSIGN.right, REOPEN.right)


def scope(ctx: Context, filters: TaskList) -> dict[str, Any]:
    """What a list is narrowed to beyond the caller's own filters: what they may see, and the moment overdue depends on."""
    found = visible(ctx)
    if filters.overdue is not None:
        found["now"] = ctx.now
    return found


def visible(ctx: Context) -> dict[str, Any]:
    """What narrows a list to tasks the caller may see."""
    found: dict[str, Any] = {}
    schools = POLICY.schools(ctx, "tasks:read")
    if schools is not None:
        found["visible"] = [ctx.now.isoformat(), ctx.principal.id, *schools]
        if ctx.principal.works_at is not None:
            found["at_schools"] = ctx.principal.works_at
    return found


async def read(ctx: Context, task_id: UUID, *, lock: bool = False) -> TaskRow:
    """One task the caller may see. Raises `NotFound`."""
    return await ctx.row(TaskRow, repository.LISTING, task_id, "task", visible(ctx), lock=lock)


async def seen(ctx: Context, task_ids: Iterable[UUID], *, lock: bool = False) -> dict[UUID, TaskRow]:
    """Those of these tasks the caller may see, by id; locked, in the order of their ids."""
    values = {**visible(ctx), "ids": list(task_ids)}
    return {row.id: row for row in await ctx.rows(TaskRow, repository.LISTING, values, lock=lock)}


async def take(ctx: Context, task_id: UUID, move: Transition[TaskState], *, lock: bool = True) -> TaskRow:
    """A task, locked, to which the caller may do this. Raises `NotFound`, `NotPermitted`, `WrongState`."""
    row = await read(ctx, task_id, lock=lock)
    await require(ctx, move.right, row)
    await move.check(ctx, row)
    return row


async def change(ctx: Context, task_id: UUID, patch: TaskUpdate) -> TaskRow:
    """Reassign within the school, or set the school's own earlier date."""
    changes = patch.changes()
    row = await take(ctx, task_id, REASSIGN if "owner_id" in changes else CHANGE)
    ctx.check_version(row)
    if "target_on" in changes:
        if patch.target_on is not None and patch.target_on > row.due_on:
            raise DueDateWeakened(
                errors=[fault("/target_on", Words(f"lies after {row.due_on}", es=f"es posterior al {row.due_on}"))]
            )
        record(ctx, row.id, "target_on", row.target_on, patch.target_on)
        row.target_on = patch.target_on
    if "owner_id" in changes and patch.owner_id != row.owner_id:
        await tell(ctx, await give_to(ctx, row, patch.owner_id, "hand"))
    await ctx.session.flush()
    return row


async def reassign(ctx: Context, task_id: UUID, owner_id: UUID | None) -> dict[UUID, Former]:
    """Give it to somebody else at the school, or to nobody; returns how it stood, which the caller then tells (`tell`)."""
    row = await take(ctx, task_id, REASSIGN)
    return await give_to(ctx, row, owner_id, "hand") if owner_id != row.owner_id else {}


async def start(ctx: Context, task_id: UUID) -> TaskRow:
    """Somebody is at it."""
    row = await take(ctx, task_id, START)
    record(ctx, row.id, "state", row.state, START.leads_to)
    row.state, row.started_at = START.leads_to, ctx.now
    await ctx.session.flush()
    ctx.emit(TaskStarted.of(row, **await told(ctx, row)))
    return row


async def complete(ctx: Context, task_id: UUID, wish: TaskComplete) -> TaskRow:
    """Say that it is done, with the note or link it may need."""
    row = await take(ctx, task_id, COMPLETE)
    done_when = await repository.done_when(ctx, row)
    if wish.note:
        repository.keep_note(ctx, row.id, wish.note)
    if wish.url:
        repository.keep_link(ctx, row.id, "Link given on completion", wish.url)
    await ctx.session.flush()
    if done_when["kind"] == "note" and not await repository.has_evidence(ctx, row.id):
        raise EvidenceNeeded(
            Words(
                "Send a note or a url, or add a note, a link or a file to the task first.",
                es="Envíe una nota o un enlace, o añada antes una nota, un enlace o un archivo a la tarea.",
            )
        )
    await finish(ctx, row)
    return row


async def finish(ctx: Context, row: TaskRow, *, proved_by: UUID | None = None, day: date | None = None) -> None:
    """Close a live task and tell of it; a blocked one that an event proves leaves its barriers.

    What an event proves was done on the day the event speaks of.
    """
    today = await ctx.today()
    done_on = today if day is None else min(day, today)
    await _leave_barriers(ctx, row)
    record(ctx, row.id, "state", row.state, COMPLETE.leads_to)
    row.state, row.done_at, row.done_on = COMPLETE.leads_to, ctx.now, done_on
    row.done_by = ctx.actor if proved_by is None else PROVES
    await ctx.session.flush()
    on_time = done_on <= row.due_on
    ctx.emit(TaskCompleted.of(row, on_time=on_time, proved_by=proved_by, **await told(ctx, row)))


async def reopen(ctx: Context, row: TaskRow, *, unproved: UUID) -> None:
    """Open a done task again, since the event that closed it was taken back, and tell of it."""
    state = TaskState.IN_PROGRESS if row.started_at else TaskState.OPEN
    former = row.state, row.done_on
    record(ctx, row.id, "state", row.state, state)
    row.state, row.done_at, row.done_by, row.done_on = state, None, None, None
    await tell_reopened(ctx, row, *former, unproved=unproved)


async def tell_reopened(
    ctx: Context, row: TaskRow, former_state: TaskState, done_on: date | None, *, unproved: UUID | None = None
) -> None:
    """Write down and tell that a task is open again, which had been done or withdrawn."""
    await ctx.session.flush()
    evidence = await repository.count_evidence(ctx, row.id)
    former = {"former_state": former_state, "done_on": done_on, "unproved": unproved}
    ctx.emit(TaskReopened.of(row, **former, evidence_count=evidence, **await told(ctx, row)))


async def withdraw(ctx: Context, task_id: UUID, wish: TaskWithdraw) -> TaskRow:
    """Whoever asked for a task takes it back, saying why: the district what a plan asks for, a giver what they gave."""
    row = await take(ctx, task_id, WITHDRAW)
    former = Former(row.state, row.owner_id)
    await _leave_barriers(ctx, row)
    row.state, row.withdrawn_reason, row.withdrawn_cause = WITHDRAW.leads_to, wish.reason, WithdrawnCause.HAND
    await ctx.session.flush()
    ctx.emit(TaskWithdrawn.of(row, **await told(ctx, row)))
    await tell(ctx, {row.id: former})
    return row


async def _leave_barriers(ctx: Context, row: TaskRow) -> None:
    if row.state is TaskState.BLOCKED:
        await blocking.end_task(ctx, row.id, await ctx.today())
        row.blocked_on = None


async def give_to(
    ctx: Context, row: TaskRow, owner_id: UUID | None, cause: Literal["hand", "taken", "released"]
) -> dict[UUID, Former]:
    """Give a task to somebody at its place, or to nobody; returns how it stood. Raises `OwnerIsFixed`, `NotAtSchool`."""
    if row.slot_id is not None:
        raise OwnerIsFixed(
            Words(
                "Everybody who holds the role has one of their own.", es="Cada persona que tiene el rol tiene la suya."
            )
        )
    await require_at_place(ctx, owner_id, row.school_id)
    former = Former(row.state, row.owner_id)
    row.owner_id, row.owner_cause = owner_id, OwnerCause.HAND
    await ctx.session.flush()
    ctx.emit(TaskReassigned.of(row, former_owner_id=former.owner_id, cause=cause, **await told(ctx, row)))
    return {row.id: former}


async def require_at_place(ctx: Context, owner_id: UUID | None, school_id: UUID | None) -> None:
    """Who is to own a task holds a role where it is owed: at the school, or for the district. Raises `NotAtSchool`."""
    if owner_id and school_id not in (await where_holding(ctx, [owner_id], await ctx.today()))[owner_id]:
        raise NotAtSchool(
            Words("Give it to somebody who holds a role there.", es="Désela a alguien que tenga un rol allí."),
            errors=[fault("/owner_id", Words("no role there", es="no tiene un rol allí"))],
        )


async def require_all_at_place(ctx: Context, staff_ids: Sequence[UUID], school_id: UUID | None) -> None:
    """The same of who is to share a task. Raises `NotAtSchool`."""
    held = await where_holding(ctx, staff_ids, await ctx.today()) if staff_ids else {}
    for place, id_ in enumerate(staff_ids):
        if school_id not in held[id_]:
            errors = [fault(f"/responsible_ids/{place}", Words("no role there", es="no tiene un rol allí"))]
            raise NotAtSchool(
                Words("Name people who hold a role there.", es="Nombre a personas que tengan un rol allí."),
                errors=errors,
            )


async def told(ctx: Context, row: TaskRow) -> dict[str, Any]:
    """What every event of a task says of it beside its own columns."""
    activity = await repository.get_activity(ctx, row.activity_id)
    origin = TaskOrigin.of_task(row, activity, await repository.get_owed(ctx, row))
    return {"origin": origin, "watcher_ids": await hearing(ctx, row)}


async def require(ctx: Context, right: str, row: TaskRow) -> None:
    """May the caller, or whom they act for, do `right` to the task? Raises `NotPermitted`."""
    right = _right(ctx, right, row)
    POLICY.require(ctx, right, school_id=row.school_id, owner_id=await _as_responsible(ctx, right, row))


async def may(ctx: Context, right: str, row: TaskRow) -> bool:
    """The same as an answer."""
    right = _right(ctx, right, row)
    return POLICY.lets(ctx, right, school_id=row.school_id, owner_id=await _as_responsible(ctx, right, row))


async def _as_responsible(ctx: Context, right: str, row: TaskRow) -> UUID | None:
    """The owner `POLICY` is to be asked about: the caller, if they act for the owner or share the task; else the owner.

    Whether they share it is asked of the database only where nothing else lets them in.
    """
    owner_id = await as_owner(ctx, row.owner_id, row.school_id)
    if POLICY.decide(ctx.principal, right, school_id=row.school_id, owner_id=owner_id).allowed:
        return owner_id
    return ctx.principal.staff_id if POLICY.rules[right].owner and await shares(ctx, row) else owner_id


def _right(ctx: Context, right: str, row: TaskRow) -> str:
    """Over what somebody gave decides who gave it, as the leads of its place do; over what a plan asks for the district."""
    if row.origin_kind is not OriginKind.GIVEN or right not in OF_ASKER:
        return right
    return "tasks:given" if row.given_by is not None and row.given_by == ctx.principal.staff_id else REASSIGN.right
