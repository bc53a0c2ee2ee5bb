"""Use cases around a barrier: raising it, seeing it, what it touches, what it blocks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.work.barriers import clocks, history, repository, restoring
from services.scheduling.work.barriers.errors import NoSuchTask, TooManyOnBarrier
from services.scheduling.work.barriers.events import BarrierRaised, BarrierTouched
from services.scheduling.work.barriers.schemas import (
    MOST_SCHOOLS,
    MOST_TASKS,
    BarrierComment,
    BarrierList,
    BarrierRaise,
    BarrierSchoolsAdd,
    BarrierTasksAdd,
)
from services.scheduling.work.barriers.tables import BarrierLevel, BarrierRow, BarrierState, Move
from services.scheduling.work.barriers.transitions import COMMENTS, SCHOOLS, TASKS
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.task_states import LIVE
from services.scheduling.work.tasks import repository as tasks_repository
from services.scheduling.work.tasks import service as tasks_service
from services.scheduling.work.tasks.errors import PlanEnded
from services.scheduling.work.tasks.touching import touch
from shared.context.context import Context
from shared.context.transitions import Transition
from shared.directory.queries import known_schools
from shared.errors import NoSuchSchool, NotFound, NotPermitted, WrongState, fault
from shared.texts.words import Words


def scope(ctx: Context, filters: BarrierList) -> dict[str, Any]:
    """What a list is narrowed to beyond the caller's own filters, and what these depend on."""
    found = _visible(ctx)
    if filters.raised_by_me is not None:
        found["me"] = ctx.actor
    if filters.overdue is not None:
        found["now"] = ctx.now
    return found


def _visible(ctx: Context) -> dict[str, Any]:
    found: dict[str, Any] = {}
    schools = POLICY.schools(ctx, "barriers:read")
    if schools is not None:
        found["visible"] = [ctx.principal.id, *schools]
        if ctx.principal.works_at is not None:
            found["at_schools"] = ctx.principal.works_at
    return found


async def read(ctx: Context, barrier_id: UUID, *, lock: bool = False) -> tuple[BarrierRow, list[UUID]]:
    """A barrier the caller may see, and its schools. Raises `NotFound`."""
    row = await ctx.row(BarrierRow, repository.LISTING, barrier_id, "barrier", _visible(ctx), lock=lock)
    return row, await repository.schools_of(ctx, barrier_id)


def may(ctx: Context, scope: str, row: BarrierRow, school_ids: Sequence[UUID]) -> bool:
    """May the caller do `scope` to a barrier, by a role for the district, at one of its schools, or as its own?"""
    mine = ctx.principal.id if ctx.principal.id in (row.raised_by_id, row.assignee_id) else None
    # A barrier of no school is the district's.
    at: Sequence[UUID | None] = school_ids or [None]
    return any(POLICY.lets(ctx, scope, school_id=id_, owner_id=mine) for id_ in at)


async def raise_barrier(ctx: Context, wish: BarrierRaise) -> BarrierRow:
    """Name what stands in the way; the tasks it names are blocked from now on."""
    today = await ctx.today()
    tasks = await _tasks(ctx, wish.task_ids)
    named = await _schools(ctx, wish.school_ids)
    school_ids = sorted({*named, *_at_schools(tasks)})
    if not school_ids:
        POLICY.require(ctx, "barriers:write")
    row = BarrierRow(
        number=await repository.next_number(ctx),
        title=wish.title,
        description=wish.description,
        category=wish.category,
        restore=wish.restore,
        state=BarrierState.RAISED,
        level=BarrierLevel.SCHOOL if school_ids else BarrierLevel.DISTRICT_TEAM,
        raised_by=ctx.actor,
        raised_by_id=ctx.principal.staff_id,
        raised_on=today,
        reopened_count=0,
    )
    row.answer_due_on = await clocks.answer_due_on(ctx, row.level, today)
    ctx.add(row)
    await ctx.session.flush()
    await _widen(ctx, row, [], school_ids)
    await blocking.block(ctx, row.id, row.number, list(tasks), today)
    touch(ctx, list(tasks), "barrier")
    history.note(ctx, row, Move.RAISED, today)
    await ctx.session.flush()
    ctx.emit(BarrierRaised.of(row, **await history.facts(ctx, row, Move.RAISED)))
    return row


async def add_tasks(ctx: Context, barrier_id: UUID, wish: BarrierTasksAdd) -> BarrierRow:
    """Let it block more tasks, and touch their schools."""
    today = await ctx.today()
    await read(ctx, barrier_id)
    tasks = await _tasks(ctx, wish.task_ids)
    row, schools = await _standing(ctx, barrier_id, TASKS)
    await _widen(ctx, row, schools, _at_schools(tasks))
    await blocking.block(ctx, row.id, row.number, list(tasks), today)
    touch(ctx, list(tasks), "barrier")
    if await repository.count_tasks(ctx, row.id) > MOST_TASKS:
        raise TooManyOnBarrier(
            Words(
                f"A barrier holds at most {MOST_TASKS} tasks.",
                es=f"Un obstáculo admite {MOST_TASKS} tareas como máximo.",
            )
        )
    history.note(ctx, row, Move.TASKS_ADDED, today)
    await _tell_touched(ctx, row)
    return row


async def add_schools(ctx: Context, barrier_id: UUID, wish: BarrierSchoolsAdd) -> BarrierRow:
    """Let it touch more schools."""
    today = await ctx.today()
    await read(ctx, barrier_id)
    named = await _schools(ctx, wish.school_ids)
    row, schools = await _standing(ctx, barrier_id, SCHOOLS)
    await _widen(ctx, row, schools, named)
    history.note(ctx, row, Move.SCHOOLS_ADDED, today)
    await _tell_touched(ctx, row)
    return row


async def remove_task(ctx: Context, barrier_id: UUID, task_id: UUID) -> BarrierRow:
    """Take a task off a barrier; it goes on unless another barrier blocks it."""
    today = await ctx.today()
    await read(ctx, barrier_id)
    task = (await tasks_service.seen(ctx, [task_id], lock=True)).get(task_id)
    if task is None:
        raise NotFound(repository.NO_LINK)
    row, _ = await _standing(ctx, barrier_id, TASKS)
    link = await repository.find_link(ctx, barrier_id, task_id)
    await tasks_service.require(ctx, "tasks:write", task)
    await restoring.release(ctx, row, today, task_id)
    await ctx.session.delete(link)
    history.note(ctx, row, Move.TASK_REMOVED, today, task_id=task_id)
    await _tell_touched(ctx, row)
    return row


async def comment(ctx: Context, barrier_id: UUID, wish: BarrierComment) -> BarrierRow:
    """Say something in between."""
    row, schools = await read(ctx, barrier_id, lock=True)
    if not may(ctx, COMMENTS.right, row, schools):
        raise NotPermitted(
            Words(
                "Who raised it, who has to answer, its schools and the district comment on a barrier.",
                es="Comentan un obstáculo quien lo planteó, quien debe responder, sus escuelas y el distrito.",
            )
        )
    await COMMENTS.check(ctx, row)
    history.note(ctx, row, Move.COMMENTED, await ctx.today(), reason=wish.body)
    await _tell_touched(ctx, row)
    return row


async def _tell_touched(ctx: Context, row: BarrierRow) -> None:
    """What it touches, or what was said about it, became different; its state did not."""
    await history.touch(ctx, row)
    schools, count = await repository.schools_of(ctx, row.id), await repository.count_tasks(ctx, row.id)
    ctx.emit(BarrierTouched.of(row, school_ids=schools, task_count=count, next_to_act=[]))


async def _standing(ctx: Context, barrier_id: UUID, move: Transition[BarrierState]) -> tuple[BarrierRow, list[UUID]]:
    """A barrier, locked, that the caller may write to and that still stands."""
    row, schools = await read(ctx, barrier_id, lock=True)
    if not may(ctx, move.right, row, schools):
        raise NotPermitted(
            Words(
                "Who raised it, who has to answer, its schools and the district change what it touches.",
                es="Modifican lo que abarca quien lo planteó, quien debe responder, sus escuelas y el distrito.",
            )
        )
    await move.check(ctx, row)
    return row, schools


async def _widen(ctx: Context, row: BarrierRow, known: Sequence[UUID], more: Iterable[UUID]) -> None:
    """Let a barrier touch more schools than the known ones."""
    new = sorted(set(more) - set(known))
    if len(known) + len(new) > MOST_SCHOOLS:
        raise TooManyOnBarrier(
            Words(
                f"A barrier touches at most {MOST_SCHOOLS} schools.",
                es=f"Un obstáculo abarca {MOST_SCHOOLS} escuelas como máximo.",
            )
        )
    await repository.add_schools(ctx, row.id, new)


async def _tasks(ctx: Context, task_ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """The tasks, locked, with their schools.

    Raises a refusal naming each that is unknown, not the caller's, over, or of a plan that is.
    """
    found = await tasks_service.seen(ctx, task_ids, lock=True)
    unknown, foreign, over, ended = [], [], [], []
    for place, id_ in enumerate(task_ids):
        pointer, row = f"/task_ids/{place}", found.get(id_)
        if row is None:
            unknown.append(fault(pointer, Words("no such task", es="no existe esa tarea"), "no_such_task"))
        elif not await tasks_service.may(ctx, "tasks:write", row):
            foreign.append(
                fault(pointer, Words("not the caller's to work on", es="no es de quien llama"), "not_permitted")
            )
        elif row.state not in LIVE:
            over.append(fault(pointer, Words(f"it is {row.state}", es=f"su estado es {row.state}"), "wrong_state"))
        elif not await tasks_repository.is_asked_for(ctx, row):
            ended.append(fault(pointer, Words("its plan has ended", es="su plan ha terminado"), PlanEnded.code))
    if unknown:
        raise NoSuchTask(errors=unknown)
    if foreign:
        raise NotPermitted(
            Words("Name only tasks you may work on.", es="Nombre solo tareas en las que puede trabajar."),
            errors=foreign,
        )
    if over:
        raise WrongState(
            Words(
                "Only what is still to be done can be blocked.", es="Solo puede bloquearse lo que aún está por hacer."
            ),
            errors=over,
        )
    if ended:
        raise PlanEnded(
            Words(
                "Only what a running plan asks for can be blocked.",
                es="Solo puede bloquearse lo que pide un plan en curso.",
            ),
            errors=ended,
        )
    return {row.id: row.school_id for row in found.values()}


def _at_schools(tasks: Mapping[UUID, UUID | None]) -> set[UUID]:
    return {school_id for school_id in tasks.values() if school_id is not None}


async def _schools(ctx: Context, school_ids: Sequence[UUID]) -> set[UUID]:
    """The schools. Raises a refusal naming each that is unknown or not the caller's."""
    known = await known_schools(ctx, set(school_ids))
    unknown = [
        fault(f"/school_ids/{place}", Words("no such school", es="no existe esa escuela"), "no_such_school")
        for place, id_ in enumerate(school_ids)
        if id_ not in known
    ]
    if unknown:
        raise NoSuchSchool(errors=unknown)
    for school_id in known:
        POLICY.require(ctx, "barriers:write", school_id=school_id)
    return known
