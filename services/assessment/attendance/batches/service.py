"""Use cases of batches: rows come in, count once the batch is whole, and can be taken back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches import applying, reading, repository, staging, taking_back
from services.assessment.attendance.batches.errors import (
    BatchComplete,
    BatchPartDiffers,
    BatchRowsMissing,
    BatchTakenBack,
    BatchTooLarge,
    CoverageUnclear,
)
from services.assessment.attendance.batches.events import AttendanceApplied, AttendanceTakenBack
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.batches.may import MAY
from services.assessment.attendance.batches.schemas import (
    AttendanceBatch,
    AttendanceDay,
    AttendanceDays,
    AttendanceDaysAsked,
    AttendanceEventBody,
    AttendanceFault,
    AttendancePush,
    AttendancePushed,
    Sent,
)
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchState
from services.assessment.attendance.batches.transitions import TAKE_BACK
from services.assessment.attendance.standings.service import window_of
from services.assessment.feeds.sent_rows import people
from services.assessment.feeds.sent_rows.reading import MOST_BATCH_ROWS, Fault, Reading, whole_body
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import known_schools
from shared.directory.references import SCHOOL
from shared.errors import NoSuchSchool, NotFound, fault
from shared.ids import new_id
from shared.school_year import school_year_of
from shared.texts.words import Words

FAULTS_SHOWN = 100
Faults = list[tuple[int, Fault]]


def visible(ctx: Context) -> dict[str, Any]:
    """Batches are for those who may send some."""
    POLICY.require(ctx, "attendance:write")
    return {}


async def push(
    ctx: Context, wish: AttendancePush, kind: str, body: AsyncIterator[bytes], claim: Callable[[str], Awaitable[None]]
) -> AttendancePushed:
    """Take the rows of one call. `claim` takes the caller's Idempotency-Key for the body's SHA-256."""
    POLICY.require(ctx, "attendance:write")
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    await _check(ctx, wish)
    sent, digest = await whole_body(ctx, body)
    await claim(digest)
    if not wish.validate_only:
        return await _push(ctx, wish, kind, sent, digest)
    async with ctx.rehearsal():
        return await _push(ctx, wish, kind, sent, digest)


async def take_back(ctx: Context, batch_id: UUID) -> AttendanceBatchRow:
    """Have what stood there before a batch stand again, but where somebody said more since."""
    POLICY.require(ctx, TAKE_BACK.right)
    await disclosures.officials_only(ctx, RecordKind.ATTENDANCE)
    moment = await applying.take_turn(ctx)
    row = await ctx.get(AttendanceBatchRow, batch_id, "batch")
    await TAKE_BACK.check(ctx, row)
    changed = await taking_back.take_back(ctx, row.id, moment)
    await repository.drop_parts(ctx, row.id)
    row.state, row.taken_back_at = TAKE_BACK.leads_to, ctx.now
    await ctx.session.flush()
    ctx.emit(AttendanceTakenBack(attendance_batch_id=row.id, changed_count=changed.fact_count))
    await follow(ctx, changed)
    return row


async def days(ctx: Context, school_id: UUID, asked: AttendanceDaysAsked) -> AttendanceDays:
    """Which of a school's days are reported in full, and which are owed."""
    if not await known_schools(ctx, [school_id]):
        raise NotFound(Words("No such school.", es="No existe esa escuela."))
    POLICY.require(ctx, "attendance:read", school_id=school_id)
    yesterday = await ctx.today() - timedelta(days=1)
    first_on = asked.first_on or window_of(school_year_of(asked.last_on or yesterday))[0]
    rows = await repository.school_days(ctx, school_id, first_on, asked.last_on or yesterday)
    school = (await references(ctx, {SCHOOL: [school_id]})).to(SCHOOL, school_id)
    items = [
        AttendanceDay(
            school=school,
            day=row["day"],
            reported=row["batch_id"] is not None,
            listed=row["listed"],
            attendance_batch_id=row["batch_id"],
            recorded_at=row["recorded_at"],
        )
        for row in rows
    ]
    shown = [item for item in items if asked.reported is None or item.reported == asked.reported]
    return AttendanceDays(
        school=school,
        whole_through=_whole_through(items),
        unreported_count=sum(not item.reported for item in items),
        items=shown,
    )


async def shown(ctx: Context, row: AttendanceBatchRow) -> AttendanceBatch:
    """The row as its list shows it."""
    return await MAY.reply(ctx, AttendanceBatch, row)


async def _check(ctx: Context, wish: AttendancePush) -> None:
    """Is it clear which days are covered?"""
    bounded = wish.first_on is not None or wish.last_on is not None or wish.school_id is not None
    if not bounded:
        return
    if wish.covers is None or wish.first_on is None or wish.last_on is None or wish.school_id is None:
        raise CoverageUnclear(
            Words(
                "Give covers, first_on, last_on and school_id together, or covers alone for the days of the rows.",
                es="Indique covers, first_on, last_on y school_id juntos, o solo covers para los días de las filas.",
            )
        )
    if wish.last_on < wish.first_on or wish.last_on - wish.first_on > timedelta(days=366):
        raise CoverageUnclear(errors=[fault("?last_on", Words("not before first_on", es="no antes de first_on"))])
    if wish.last_on > await ctx.today():
        raise CoverageUnclear(errors=[fault("?last_on", Words("a day to come", es="un día por venir"))])
    unknown = set(wish.school_id) - await known_schools(ctx, wish.school_id)
    if unknown:
        raise NoSuchSchool(errors=[fault("?school_id", Words("no such school", es="no existe esa escuela"))])


async def _push(ctx: Context, wish: AttendancePush, kind: str, sent: bytes, digest: str) -> AttendancePushed:
    found = await asyncio.to_thread(reading.FORM.read, sent, kind)
    moment = await applying.take_turn(ctx)
    row = await _batch(ctx, wish)
    known = next((part for part in row.parts if part["part"] == wish.part), None)
    if known is not None:
        if known["sha256"] != digest:
            raise BatchPartDiffers
        return AttendancePushed(validate_only=wish.validate_only, batch=await shown(ctx, row), faults=[])
    if row.state != BatchState.OPEN:
        raise (BatchComplete if row.state == BatchState.APPLIED else BatchTakenBack)()
    rows, faults = await _staged(ctx, wish, found)
    row.parts = [*row.parts, {"part": wish.part, "rows": found.row_count, "sha256": digest}]
    row.row_count += found.row_count
    if row.row_count > MOST_BATCH_ROWS:
        raise BatchTooLarge(
            Words(
                f"At most {MOST_BATCH_ROWS:,} rows in all parts.",
                es=f"Como máximo {MOST_BATCH_ROWS:,} filas en todas las partes.",
            )
        )
    row.refused_count += found.row_count - len(rows)
    if wish.complete:
        faults += await _complete(ctx, wish, row, rows, moment)
    else:
        await repository.keep_part(ctx, row.id, wish.part, [_kept(one) for one in rows])
    row.fault_count += len(faults)
    await repository.add_faults(ctx, row.id, faults)
    await ctx.session.flush()
    told = [AttendanceFault(part=part, **vars(one)) for part, one in faults[:FAULTS_SHOWN]]
    return AttendancePushed(validate_only=wish.validate_only, batch=await shown(ctx, row), faults=told)


async def _batch(ctx: Context, wish: AttendancePush) -> AttendanceBatchRow:
    """The batch of this name, or a new one."""
    row = await repository.find_by_name(ctx, wish.batch) if wish.batch else None
    if row is None:
        id_ = new_id()
        row = AttendanceBatchRow(
            **{
                "id": id_,
                "batch": wish.batch or str(id_),
                "state": BatchState.OPEN,
                "covers": wish.covers,
                "parts": [],
            },
            **dict.fromkeys(
                ("row_count", "held_count", "refused_count", "fault_count", "changed_count", "day_count"), 0
            ),
            **dict.fromkeys(("first_on", "last_on", "applied_at", "taken_back_at")),
        )
        ctx.add(row)
        await ctx.session.flush()
    return row


async def _staged(ctx: Context, wish: AttendancePush, found: Reading[AttendanceEventBody]) -> tuple[list[Sent], Faults]:
    """The rows that can be taken, and what is wrong with the others: an unknown school, a day to come, a period of no length."""
    schools, today = await people.schools(ctx), await ctx.today()
    rows: list[Sent] = []
    faults = list(found.faults)
    for number, body in found.rows:
        school_id = people.school_of(schools, number, body)
        share = reading.share_of(body, wish.periods_a_day)
        if isinstance(school_id, Fault):
            faults.append(school_id)
        elif body.day > today:
            faults.append(Fault(number, "/day", "day_to_come", "This day is yet to come."))
        elif body.period is not None and share is None:
            faults.append(
                Fault(number, "/duration", "duration_unknown", "Say its duration, or periods_a_day of the call.")
            )
        else:
            rows.append((number, *people.student_of(body), school_id, body.day, body.period or "", body.code, share))
    return rows, [(wish.part, one) for one in faults]


async def _complete(
    ctx: Context, wish: AttendancePush, row: AttendanceBatchRow, rows: list[Sent], moment: datetime
) -> Faults:
    """Have the whole batch count."""
    if wish.rows is not None and wish.rows != row.row_count:
        raise BatchRowsMissing(
            Words(
                f"It says {wish.rows:,} rows; {row.row_count:,} came.",
                es=f"Dice {wish.rows:,} filas; llegaron {row.row_count:,}.",
            )
        )
    # Whom a row speaks of that could not be read nobody knows: taken as whole, its day would call them present.
    covers = row.covers = wish.covers if row.refused_count == 0 else None
    await staging.begin(ctx)
    kinds = {one[1] for one in rows}
    for part, kept in await repository.parts(ctx, row.id):
        earlier = [_read_back(one) for one in kept]
        kinds |= {one[1] for one in earlier}
        await staging.add(ctx, part, earlier)
    await staging.add(ctx, wish.part, rows)
    faults, held, refused = await staging.look_up(ctx, row.id, sorted(kinds))
    if covers is not None:
        row.day_count, row.first_on, row.last_on = await applying.whole_days(
            ctx, wish.school_id, wish.first_on, wish.last_on
        )
    changed = await applying.apply(ctx, row.id, moment, covers)
    await repository.drop_parts(ctx, row.id)
    row.held_count, row.refused_count = held, row.refused_count + refused
    row.changed_count, row.applied_at, row.state = changed.fact_count, ctx.now, BatchState.APPLIED
    facts = {name: getattr(row, name) for name in ("row_count", "changed_count", "day_count", "first_on", "last_on")}
    ctx.emit(AttendanceApplied(attendance_batch_id=row.id, **facts))
    await follow(ctx, changed)
    return faults


def _kept(row: Sent) -> list[Any]:
    number, known_by, student, school_id, day, *rest = row
    return [number, known_by, student, str(school_id), day.isoformat(), *rest]


def _read_back(kept: list[Any]) -> Sent:
    number, known_by, student, school_id, day, period, code, share = kept
    return number, known_by, student, UUID(school_id), date.fromisoformat(day), period, code, share


def _whole_through(items: list[AttendanceDay]) -> date | None:
    """The last day before the first that is owed, counted from the first that was reported."""
    reached = None
    for item in items:
        if item.reported:
            reached = item.day
        elif reached is not None:
            break
    return reached
