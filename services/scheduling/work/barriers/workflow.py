"""The moves of a barrier, from its triage to its end.

Each is made on the locked row, so of two at once the second finds what the first left.
"""

from datetime import date
from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.work.barriers import clocks, days, history, repository, restoring, rules, service
from services.scheduling.work.barriers.errors import ContactNeeded, NotTheRaiser, ReasonNeeded
from services.scheduling.work.barriers.events import (
    BarrierAssigned,
    BarrierConfirmed,
    BarrierDecided,
    BarrierEscalated,
    BarrierFact,
    BarrierOverdue,
    BarrierReopened,
    BarrierResolved,
    BarrierTriaged,
)
from services.scheduling.work.barriers.schemas import (
    BarrierAssign,
    BarrierConfirm,
    BarrierDecide,
    BarrierEscalate,
    BarrierReopen,
    BarrierResolve,
    BarrierTriage,
)
from services.scheduling.work.barriers.tables import BarrierLevel, BarrierRow, BarrierState, Move
from services.scheduling.work.barriers.transitions import MOVES
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.tasks.touching import touch
from shared.context.context import Context
from shared.directory.queries import where_holding
from shared.errors import NotAtSchool, NotPermitted, WrongState, fault
from shared.texts.words import Words

FACTS: dict[Move, type[BarrierFact]] = {
    Move.TRIAGED: BarrierTriaged,
    Move.ASSIGNED: BarrierAssigned,
    Move.ESCALATED: BarrierEscalated,
    Move.DECIDED: BarrierDecided,
    Move.RESOLVED: BarrierResolved,
    Move.CONFIRMED: BarrierConfirmed,
    Move.REOPENED: BarrierReopened,
}
#: Moves that end the running clock, whether or not they begin another.
ANSWERS = (Move.TRIAGED, Move.ESCALATED, Move.DECIDED)
#: Levels whose clock leads up by itself; outside somebody must be named first, and above outside is nobody.
BY_CLOCK = (BarrierLevel.SCHOOL, BarrierLevel.DISTRICT_TEAM)


async def triage(ctx: Context, barrier_id: UUID, wish: BarrierTriage) -> BarrierRow:
    """Say on which level an answer is owed; that level's clock begins."""
    row = await _to_move(ctx, barrier_id, Move.TRIAGED)
    today = await ctx.today()
    before = row.state, row.level, row.answer_due_on
    await _to_level(ctx, row, wish.level, wish.contact, today)
    return await _done(ctx, row, Move.TRIAGED, today, before, wish.reason)


async def assign(ctx: Context, barrier_id: UUID, wish: BarrierAssign) -> BarrierRow:
    """Say who is to get it answered: somebody with a role at one of its schools or for the district. The clock runs on."""
    row = await _to_move(ctx, barrier_id, Move.ASSIGNED)
    today = await ctx.today()
    held_at = (await where_holding(ctx, [wish.assignee_id], today))[wish.assignee_id]
    if held_at.isdisjoint({None, *await repository.schools_of(ctx, row.id)}):
        raise NotAtSchool(
            Words(
                "Give it to somebody who holds a role at one of its schools or for the district.",
                es="Désela a alguien que tenga un rol en una de sus escuelas o en el distrito.",
            ),
            errors=[fault("/assignee_id", Words("no role there", es="no tiene un rol allí"))],
        )
    before = row.state, row.level, row.answer_due_on
    row.assignee_id = wish.assignee_id
    return await _done(ctx, row, Move.ASSIGNED, today, before)


async def escalate(ctx: Context, barrier_id: UUID, wish: BarrierEscalate) -> BarrierRow:
    """Take it one level up, where it waits for somebody; the clock begins anew."""
    row = await _to_move(ctx, barrier_id, Move.ESCALATED)
    if wish.level is not rules.above(row.level):
        raise WrongState(
            Words(
                f"It is on level {row.level}; from there it goes to {rules.above(row.level)}.",
                es=f"Está en el nivel {row.level}; de ahí pasa a {rules.above(row.level)}.",
            )
        )
    return await _up(ctx, row, await ctx.today(), wish.reason, wish.contact)


async def escalate_overdue(ctx: Context, today: date) -> int:
    """Take every barrier one level up whose level let its clock run out before `today`; returns how many.

    Executives and the outside keep theirs, overdue: outside somebody must be named first, which only a person can. Whoever
    keeps it there is told, once for each clock.
    """
    count = 0
    for barrier_id in await repository.list_overdue(ctx, today, BY_CLOCK):
        row = await ctx.row(BarrierRow, repository.LISTING, barrier_id, "barrier", {}, lock=True)
        # Somebody may have moved it since it was listed.
        if row.answer_due_on is None or row.answer_due_on >= today:
            continue
        if row.level in BY_CLOCK:
            await _up(ctx, row, today, None, None)
            count += 1
        else:
            history.note(ctx, row, Move.RAN_OUT, today, clock_due_on=row.answer_due_on)
            await history.touch(ctx, row)
            ctx.emit(BarrierOverdue.of(row, **await history.facts(ctx, row, Move.RAN_OUT)))
    return count


async def decide(ctx: Context, barrier_id: UUID, wish: BarrierDecide) -> BarrierRow:
    """Answer it: what will be done. The clock stops."""
    row = await _to_move(ctx, barrier_id, Move.DECIDED)
    before = row.state, row.level, row.answer_due_on
    row.decision, row.answer_due_on = wish.decision, None
    return await _done(ctx, row, Move.DECIDED, await ctx.today(), before, wish.decision)


async def resolve(ctx: Context, barrier_id: UUID, wish: BarrierResolve) -> BarrierRow:
    """Say that it is out of the way; tasks that nothing else blocks go on."""
    await service.read(ctx, barrier_id)
    await blocking.lock_of(ctx, barrier_id)
    row = await _to_move(ctx, barrier_id, Move.RESOLVED)
    today = await ctx.today()
    before = row.state, row.level, row.answer_due_on
    row.resolution, row.resolved_on, row.restore = wish.resolution, today, wish.restore or row.restore
    row.resolved_after = rules.school_days(await days.district_years(ctx, row.raised_on), row.raised_on, today)
    await restoring.release(ctx, row, today)
    return await _done(ctx, row, Move.RESOLVED, today, before, wish.resolution)


async def confirm(ctx: Context, barrier_id: UUID, wish: BarrierConfirm) -> BarrierRow:
    """Who raised it agrees that it is gone."""
    row = await _to_judge(ctx, barrier_id, Move.CONFIRMED, wish.reason)
    before = row.state, row.level, row.answer_due_on
    return await _done(ctx, row, Move.CONFIRMED, await ctx.today(), before, wish.reason)


async def reopen(ctx: Context, barrier_id: UUID, wish: BarrierReopen) -> BarrierRow:
    """Who raised it says it is not gone: its tasks that are not done are blocked again, its level's clock begins anew."""
    await service.read(ctx, barrier_id)
    await blocking.lock_of(ctx, barrier_id)
    row = await _to_judge(ctx, barrier_id, Move.REOPENED, wish.reason)
    today = await ctx.today()
    before = row.state, row.level, row.answer_due_on
    row.decision = row.resolution = row.resolved_on = row.resolved_after = None
    row.reopened_count += 1
    row.answer_due_on = await clocks.answer_due_on(ctx, row.level, today)
    tasks = await blocking.tasks_of(ctx, row.id)
    await blocking.block(ctx, row.id, row.number, tasks, today)
    touch(ctx, tasks, "barrier")
    return await _done(ctx, row, Move.REOPENED, today, before, wish.reason)


async def _to_move(ctx: Context, barrier_id: UUID, move: Move) -> BarrierRow:
    """The barrier, locked, if the caller may move it and its state allows the move."""
    row, school_ids = await service.read(ctx, barrier_id, lock=True)
    if not _may_move(ctx, MOVES[move].right, row, school_ids):
        raise NotPermitted(
            Words(
                "A barrier is moved by who has to answer, the leads of all its schools (on their level), and the district.",
                es="Mueven un obstáculo quien debe responder, quienes dirigen todas sus escuelas (en su nivel) y el distrito.",
            )
        )
    await MOVES[move].check(ctx, row)
    return row


async def _to_judge(ctx: Context, barrier_id: UUID, move: Move, reason: str | None) -> BarrierRow:
    """The barrier, locked, if the caller raised it, or may speak for the raiser who kept silent, with a reason."""
    row, _ = await service.read(ctx, barrier_id, lock=True)
    await MOVES[move].check(ctx, row)
    if row.raised_by == ctx.actor:
        return row
    assert row.resolved_on is not None, "a resolved barrier without its day"
    wait = (await clocks.read(ctx)).confirmation
    free_on = rules.later(await days.district_years(ctx, row.resolved_on), row.resolved_on, wait)
    if not POLICY.lets(ctx, MOVES[move].right) or await ctx.today() <= free_on:
        raise NotTheRaiser(
            Words(
                f"A district coordinator may in their stead after {free_on}, with a reason.",
                es=f"La coordinación del distrito puede hacerlo en su lugar después del {free_on}, con un motivo.",
            )
        )
    if not reason:
        raise ReasonNeeded(
            Words("Say why you speak for who raised it.", es="Diga por qué habla en nombre de quien lo planteó."),
            errors=[fault("/reason", Words("missing", es="falta"), "missing")],
        )
    return row


def _may_move(ctx: Context, right: str, row: BarrierRow, school_ids: list[UUID]) -> bool:
    # What several schools share is not one school's to settle, and above the schools their leads only look on.
    if ctx.principal.staff_id is not None and ctx.principal.staff_id == row.assignee_id:
        return bool(ctx.principal.roles)
    at_schools = row.level is BarrierLevel.SCHOOL and bool(school_ids)
    return POLICY.lets(ctx, right) or (at_schools and all(POLICY.lets(ctx, right, school_id=id_) for id_ in school_ids))


async def _up(ctx: Context, row: BarrierRow, today: date, reason: str | None, contact: str | None) -> BarrierRow:
    before = row.state, row.level, row.answer_due_on
    level = rules.above(row.level)
    assert level is not None, "checked by the caller"
    await _to_level(ctx, row, level, contact, today)
    row.assignee_id = None
    return await _done(ctx, row, Move.ESCALATED, today, before, reason)


async def _to_level(ctx: Context, row: BarrierRow, level: BarrierLevel, contact: str | None, today: date) -> None:
    if level is BarrierLevel.OUTSIDE and not (contact or row.contact):
        raise ContactNeeded(
            Words("Say who outside is to answer.", es="Diga quién de fuera debe responder."),
            errors=[fault("/contact", Words("missing", es="falta"), "missing")],
        )
    row.level, row.contact = level, contact or row.contact
    row.answer_due_on = await clocks.answer_due_on(ctx, level, today)


async def _done(
    ctx: Context,
    row: BarrierRow,
    move: Move,
    today: date,
    before: tuple[BarrierState, BarrierLevel, date | None],
    reason: str | None = None,
) -> BarrierRow:
    """Take the step: state, history, event."""
    state, level, clock = before
    row.state = MOVES[move].leads_to
    stopped = clock if move in ANSWERS else None
    history.note(ctx, row, move, today, before=(state, level), reason=reason, clock_due_on=stopped)
    await history.touch(ctx, row)
    ctx.emit(FACTS[move].of(row, **await history.facts(ctx, row, move)))
    return row
