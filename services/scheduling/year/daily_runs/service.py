"""Use cases of school days."""

from datetime import date, time, timedelta
from typing import Any

from fastapi import Response

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.calendar.calendars import telling
from services.scheduling.calendar.calendars.repository import told_version
from services.scheduling.calendar.calendars.rules import Calendars, HeldDay, held_days
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.repository import list_reached
from services.scheduling.work.barriers.workflow import escalate_overdue
from services.scheduling.work.changes import service as changes
from services.scheduling.work.delegations import service as delegations
from services.scheduling.work.evidence import service as evidence
from services.scheduling.work.owed import service as owed
from services.scheduling.work.tasks import sharing_news
from services.scheduling.work.work_rules import making
from services.scheduling.year.daily_runs import repository
from services.scheduling.year.daily_runs.errors import DayBegun
from services.scheduling.year.daily_runs.events import DayBegan
from services.scheduling.year.daily_runs.tables import OpenedDayRow
from shared.context.context import Context
from shared.context.paging import Paging
from shared.texts.words import Words

#: When a day begins, by the district's clock.
HOUR = time(6)
#: Tasks due within so many school days are due soon.
SOON = 3
#: One person's event names at most so many tasks of a kind; nobody's is that of a whole district.
MOST_LINES, MOST_UNOWNED = 200, 1_000
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
#: So many missed days are told afterwards at most; where there were more, `since` says from where on.
MOST_MISSED = 400


async def listed(ctx: Context, paging: Paging) -> Response:
    """The days that have begun, with what each brought about."""
    POLICY.require(ctx, "operations:read")
    return await ctx.page(repository.LISTING, paging)


async def begin_by_hand(ctx: Context) -> OpenedDayRow:
    """Do today's work now, reminders included. Raises `DayBegun` when they are sent already."""
    POLICY.require(ctx, "operations:write")
    today = await ctx.today()
    row = await repository.claim(ctx, today)
    if row is not None:
        await _open(ctx, row)
    else:
        row = await repository.claim_reminders(ctx, today)
    if row is None:
        raise DayBegun(
            Words(
                "Its reminders have been sent; nothing is sent twice.",
                es="Sus recordatorios ya se enviaron; nada se envía dos veces.",
            )
        )
    await _remind(ctx, row)
    return row


async def begin(ctx: Context) -> OpenedDayRow | None:
    """Do what time brings about today: all of it and once, or nothing. None when it is done already.

    Who is reminded depends on what is published; everything else happens in every district, every calendar day.
    """
    row = await repository.claim(ctx, await ctx.today())
    if row is None:
        return None
    await _open(ctx, row)
    if await repository.is_asked_for(ctx, row.day, HOUR):
        await _remind(ctx, row)
    return row


async def _open(ctx: Context, row: OpenedDayRow) -> None:
    last = await repository.find_last(ctx, row.day)
    await telling.tell_whole(ctx, row.day)
    await _tell_days(ctx, row, last.day if last else None)
    await _follow(ctx, last.day if last else row.day - WEEK, row.day)
    if last:
        await _tell_sharers(ctx, last.day, row.day)
    row.occurrences_made = await changes.extend_repetitions(ctx, row.day)
    row.barriers_escalated = await escalate_overdue(ctx, row.day)
    await ctx.session.flush()


async def _tell_days(ctx: Context, row: OpenedDayRow, last: date | None) -> None:
    """Tell that the day begins, and before it that those did which nobody began in their time."""
    version = await told_version(ctx)
    first = max(last + ONE_DAY, row.day - ONE_DAY * MOST_MISSED) if last else row.day
    days = [first + timedelta(days=n) for n in range((row.day - first).days + 1)]
    found = held_days(await calendars.calendars_on(ctx, days))
    before = {day: days[place - 1] if place else last for place, day in enumerate(days)}
    for day in days:
        ctx.emit(_began(day, before[day], found[day], version))
    await repository.keep_missed(
        ctx, {day: (since, found[day].school_is_held) for day, since in before.items() if since and day < row.day}
    )
    row.since, row.school_is_held = before[row.day], found[row.day].school_is_held


def _began(day: date, since: date | None, held: HeldDay, version: int) -> DayBegan:
    return DayBegan(
        day=day,
        since=since,
        school_is_held=held.school_is_held,
        differing_school_ids=list(held.differing),
        calendar_version=version,
    )


async def _remind(ctx: Context, row: OpenedDayRow) -> None:
    """Tell people what is due, and on a week's first school day how the last one was."""
    years = await calendars.calendars_at(ctx, row.day)
    # By hand it may be later than the day's beginning: the calendar may have changed meanwhile.
    held = held_days({row.day: years})[row.day]
    row.school_is_held = held.school_is_held
    if years and any(year.is_school_day(row.day) for year, _ in years.groups()):
        row.soon_until = years.district.shift(row.day, SOON, forward=True) or years.district.ends_on
        row.people_reminded = await _tell_due(ctx, row, years, held)
    if row.school_is_held:
        row.schools_summed = await _sum_week(ctx, row.day)
    row.is_reminded = True
    await ctx.session.flush()


async def _follow(ctx: Context, last: date, today: date) -> None:
    schools, roles = await repository.turned(ctx, last, today)
    if schools:
        await changes.follow_directory(ctx, schools, "school")
    if roles:
        await changes.follow_directory(ctx, None, "role")
        await evidence.prove_begun_roles(ctx, last, today)
    if schools or roles:
        await owed.try_again(ctx)
        await making.try_again(ctx)
    await making.begin_day(ctx, last, today)
    await delegations.turn(ctx, today)


async def _tell_sharers(ctx: Context, last: date, today: date) -> None:
    """Whose role or part in a team began since hears what they share by it."""
    activities = await list_reached(ctx)
    before = await sharing_news.look(ctx, activities, await sharing_news.began_between(ctx, last, today), last)
    await sharing_news.tell_since(ctx, activities, before, today)


async def _tell_due(ctx: Context, row: OpenedDayRow, years: Calendars, held: HeldDay) -> int:
    """Speak of the tasks of schools that hold school today, by their own calendar or else the district's."""
    before = await repository.find_last_reminded(ctx, row.day)
    await ctx.session.flush()
    values = {
        "today": row.day,
        "soon_until": row.soon_until,
        "held": held.school_is_held,
        "differing": list(held.differing),
        "most": MOST_LINES,
        "most_unowned": MOST_UNOWNED,
        # To a delegate what they cover is new on the first school day of it.
        "last_at": before.opened_at if before else ctx.now - WEEK,
        **_lateness(years, await repository.late_days(ctx, row.day), row.day),
    }
    return await repository.emit_due(ctx, values)


async def _sum_week(ctx: Context, today: date) -> int:
    """On the first school day of a week: how the last week with school was, also one whose days nobody began."""
    before = await repository.find_last_reminded(ctx, today)
    monday = today - timedelta(days=today.weekday())
    if before is None or before.day >= monday:
        return 0
    last = await repository.find_last_held(ctx, monday) or before.day
    first = last - timedelta(days=last.weekday())
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
