"""Use cases of school days."""

from datetime import date, timedelta
from typing import Any

from fastapi import Response

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.calendar.calendars.rules import Calendars
from services.scheduling.permissions import POLICY
from services.scheduling.work.barriers.workflow import escalate_overdue
from services.scheduling.work.changes import service as changes
from services.scheduling.work.delegations import service as delegations
from services.scheduling.work.evidence import service as evidence
from services.scheduling.year.daily_runs import repository
from services.scheduling.year.daily_runs.errors import DayBegun
from services.scheduling.year.daily_runs.tables import OpenedDayRow
from shared.context.context import Context
from shared.context.paging import Paging

#: Tasks due within so many school days are due soon.
SOON = 3
#: One person's event names at most so many tasks of a kind; nobody's is that of a whole district.
MOST_LINES, MOST_UNOWNED = 200, 1_000
WEEK = timedelta(days=7)


async def listed(ctx: Context, paging: Paging) -> Response:
    """The days that have begun, with what each brought about."""
    POLICY.require(ctx, "operations:read")
    return await ctx.page(repository.LISTING, paging)


async def begin_by_hand(ctx: Context) -> OpenedDayRow:
    """Do today's work now. Raises `DayBegun` when it is done already."""
    POLICY.require(ctx, "operations:write")
    row = await begin(ctx)
    if row is None:
        raise DayBegun("Its reminders have been sent; nothing is sent twice.")
    return row


async def begin(ctx: Context) -> OpenedDayRow | None:
    """Do what time brings about today: all of it and once, or nothing. None when it is done already."""
    today = await ctx.today()
    row = await repository.claim(ctx, today)
    if row is None:
        return None
    last = await repository.find_last(ctx, today)
    await _follow(ctx, last.day if last else today - WEEK, today)
    row.occurrences_made = await changes.extend_repetitions(ctx, today)
    row.barriers_escalated = await escalate_overdue(ctx, today)
    years = await calendars.calendars_at(ctx, today)
    row.school_is_held = years is not None and years.district.is_school_day(today)
    if years and any(year.is_school_day(today) for year, _ in years.groups()):
        row.soon_until = years.district.shift(today, SOON, forward=True) or years.district.ends_on
        row.people_reminded = await _remind(ctx, row, years)
    if row.school_is_held:
        row.schools_summed = await _sum_week(ctx, today)
    await ctx.session.flush()
    return row


async def _follow(ctx: Context, last: date, today: date) -> None:
    schools, roles = await repository.turned(ctx, last, today)
    if schools:
        await changes.follow_directory(ctx, schools, "school")
    if roles:
        await changes.follow_directory(ctx, None, "role")
        await evidence.prove_begun_roles(ctx, last, today)
    await delegations.turn(ctx, today)


async def _remind(ctx: Context, row: OpenedDayRow, years: Calendars) -> int:
    """Speak of the tasks of schools that hold school today, by their own calendar or else the district's."""
    before = await repository.find_last(ctx, row.day, with_school=True)
    await ctx.session.flush()
    differing = [
        school_id for school_id, year in years.own.items() if year.is_school_day(row.day) != row.school_is_held
    ]
    values = {
        "today": row.day,
        "soon_until": row.soon_until,
        "held": row.school_is_held,
        "differing": differing,
        "most": MOST_LINES,
        "most_unowned": MOST_UNOWNED,
        # To a delegate what they cover is new on the first school day of it.
        "last_at": before.opened_at if before else ctx.now - WEEK,
        **_lateness(years, await repository.late_days(ctx, row.day), row.day),
    }
    return await repository.emit_due(ctx, values)


async def _sum_week(ctx: Context, today: date) -> int:
    """On a week's first school day: how the last one with school was."""
    before = await repository.find_last(ctx, today, with_school=True)
    monday = today - timedelta(days=today.weekday())
    if before is None or before.day >= monday:
        return 0
    first = before.day - timedelta(days=before.day.weekday())
    return await repository.sum_week(ctx, (first, first + timedelta(days=6), monday + timedelta(days=6)), today)


def _lateness(years: Calendars, late: list[date], today: date) -> dict[str, list[Any]]:
    """How many school days ago each day was, by each calendar."""
    groups = list(enumerate(years.groups()))
    return {
        "own_schools": [school_id for _, (_, schools) in groups for school_id in schools or []],
        "own_calendars": [number for number, (_, schools) in groups for _ in schools or []],
        "late_calendars": [number for number, _ in groups for _ in late],
        "late_days": [day for _ in groups for day in late],
        "late_counts": [
            year.school_days_between(day + timedelta(days=1), today) for _, (year, _) in groups for day in late
        ],
    }
