"""What is reported of days: attendance events, and which school days a report has in full."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.assessment.attendance.batches import applying, reading, staging, taking_back
from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.errors import CoverageUnclear
from services.assessment.attendance.batches.schemas import AttendanceEventBody, AttendancePush
from services.assessment.feeds.batches.feed import Feed, Landing, Taken
from services.assessment.feeds.sent_rows.reading import Fault
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


async def _taking(ctx: Context, wish: AttendancePush) -> Callable[[int, Any], Taken]:
    """What rows say, but of a day to come, and of a period of no length."""
    today = await ctx.today()

    def take(number: int, body: AttendanceEventBody) -> Taken:
        share = reading.share_of(body, wish.periods_a_day)
        if body.day > today:
            return None, Fault(number, "/day", "day_to_come", "This day is yet to come.")
        if body.period is not None and share is None:
            detail = "Say its duration, or periods_a_day of the call."
            return None, Fault(number, "/duration", "duration_unknown", detail)
        return (body.day, body.period or "", body.code, share), None

    return take


async def _land(ctx: Context, landing: Landing) -> Changed:
    """Have the rows count, and the days that the call covers. Rows that waited cover none: they let go those that were covered
    when it was sent.
    """
    covers, row, wish = None, landing.row, landing.wish
    if row is not None:
        # Whom a row speaks of that could not be read nobody knows: taken as whole, its day would call them present.
        covers = row.covers = wish.covers if row.refused_count == 0 else None
    if row is None:
        await applying.leave_out_older(ctx, landing.batch_id)
    if covers is not None:
        row.day_count, row.first_on, row.last_on = await applying.whole_days(
            ctx, wish.school_id, wish.first_on, wish.last_on
        )
    changed = await applying.apply(ctx, landing.batch_id, landing.moment, covers)
    if row is None:
        changed.note((), await applying.let_go(ctx, landing.batch_id, landing.moment))
    return changed


EVENTS = Feed(
    form=reading.EVENTS,
    right="attendance:write",
    rows=staging.ROWS,
    check=_check,
    take=_taking,
    before=staging.note_codes,
    looked_up=staging.look_at_days,
    land=_land,
    take_back=taking_back.take_back,
)
