"""Telling which days are school days: what changed as soon as it is committed, everything once a week."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, timedelta

from services.scheduling.calendar.calendars import repository, rules
from services.scheduling.calendar.calendars.events import CalendarChanged, DayRange
from services.scheduling.calendar.calendars.service import calendars_on
from shared.context.context import Context

#: Well within what a stream holds: whoever reads one from its beginning reads of every day.
WHOLE_EVERY = timedelta(days=7)
#: Schools one event names at most, each time it does.
MOST_SCHOOLS = 5_000


def changed(ctx: Context, days: Iterable[date]) -> None:
    """Have these days told as they are when this work is committed; nothing is told of a call that changes nothing."""
    if days := list(days):
        ctx.leave_for_last(_tell, days)


@asynccontextmanager
async def watching(ctx: Context, days: Iterable[date]) -> AsyncIterator[None]:
    """Around whatever may change what these days are: those that it does change are told."""
    touched = set(days)
    before = rules.held_days(await calendars_on(ctx, touched))
    yield
    await ctx.session.flush()
    after = rules.held_days(await calendars_on(ctx, touched))
    changed(ctx, [day for day in sorted(touched) if before[day] != after[day]])


async def tell_whole(ctx: Context, today: date) -> None:
    """Tell every day of the school years that are not long over, unless that was done within the week."""
    if await repository.was_told_whole(ctx, today - WHOLE_EVERY):
        return
    days: set[date] = set()
    for first, last in await repository.spans_since(ctx, today - timedelta(days=366)):
        days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    if days:
        ctx.leave_for_last(_note_whole, [today])
        changed(ctx, sorted(days))


async def _note_whole(ctx: Context, days: list[date]) -> None:
    await repository.note_told_whole(ctx, days[-1])


async def _tell(ctx: Context, days: list[date]) -> None:
    # The next version is its taker's until the commit: who comes after reads what this work leaves, and has a higher one.
    version = await repository.next_version(ctx)
    found = rules.ranges(rules.held_days(await calendars_on(ctx, set(days))))
    part: list[DayRange] = []
    named = 0
    for first, last, held in found:
        if part and named + len(held.differing) > MOST_SCHOOLS:
            ctx.emit(CalendarChanged(version=version, ranges=part))
            part, named = [], 0
        part.append(
            DayRange(
                first_on=first,
                last_on=last,
                school_is_held=held.school_is_held,
                differing_school_ids=list(held.differing),
            )
        )
        named += len(held.differing)
    ctx.emit(CalendarChanged(version=version, ranges=part))
