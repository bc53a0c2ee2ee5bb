"""What is reported of days: attendance events, and which school days a report has in full."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches import applying, reading, repository, staging, taking_back
from services.assessment.attendance.batches.errors import CoverageUnclear
from services.assessment.attendance.batches.events import AttendanceApplied
from services.assessment.attendance.batches.feeds import Faults, Feed, check_rows
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.batches.schemas import AttendancePush, Sent
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchAbout, BatchState
from services.assessment.feeds.sent_rows import people
from services.assessment.feeds.sent_rows.reading import Fault, Reading
from shared.context.context import Context
from shared.directory.queries import known_schools
from shared.errors import NoSuchSchool, fault
from shared.texts.words import Words


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


async def _staged(ctx: Context, wish: AttendancePush, found: Reading[Any]) -> tuple[list[Sent], Faults]:
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
    check_rows(wish, row)
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
    ctx.emit(AttendanceApplied(attendance_batch_id=row.id, about=row.about, **facts))
    await follow(ctx, changed)
    return faults


def _kept(row: Sent) -> list[Any]:
    number, known_by, student, school_id, day, *rest = row
    return [number, known_by, student, str(school_id), day.isoformat(), *rest]


def _read_back(kept: list[Any]) -> Sent:
    number, known_by, student, school_id, day, period, code, share = kept
    return number, known_by, student, UUID(school_id), date.fromisoformat(day), period, code, share


EVENTS = Feed(
    about=BatchAbout.EVENTS,
    form=reading.EVENTS,
    check=_check,
    stage=_staged,
    complete=_complete,
    kept=_kept,
    take_back=taking_back.take_back,
)
