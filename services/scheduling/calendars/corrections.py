"""Correcting a calendar: what was due on a day that closes is told, and no school year is left without a school day."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.scheduling.calendars import repository, service
from services.scheduling.calendars.rules import Calendars, Change, changes
from services.scheduling.errors import YearWithoutSchoolDays
from shared.web.context import Context


@dataclass
class Correction:
    """What a correction closed and opened, for the district (None) and for the schools that it does not hold at alike."""

    changes: dict[UUID | None, Change] = field(default_factory=dict)
    tasks_due: int = 0


@asynccontextmanager
async def correcting(ctx: Context, days: Iterable[date]) -> AsyncIterator[Correction]:
    """Whoever changes what is a school day does so in here; `days` are those that may become different.

    Raises `YearWithoutSchoolDays`.
    """
    days, correction = sorted(set(days)), Correction()
    before = await _calendars_on(ctx, days)
    yield correction
    await ctx.session.flush()
    after = await _calendars_on(ctx, days)
    _refuse_empty(after.values())
    correction.changes = changes(days, before, after)
    correction.tasks_due = await _count_tasks_due(ctx, correction.changes)


async def _calendars_on(ctx: Context, days: list[date]) -> dict[date, Calendars | None]:
    """The calendars that hold on each of some days, in order."""
    found: dict[date, Calendars | None] = {}
    calendars: Calendars | None = None
    for place, day in enumerate(days):
        if place == 0 or (calendars and day > calendars.district.ends_on):
            calendars = await service.calendars_at(ctx, day)
        found[day] = calendars
    return found


def _refuse_empty(found: Iterable[Calendars | None]) -> None:
    for calendars in {id(calendars): calendars for calendars in found if calendars}.values():
        for year, schools in calendars.groups():
            if not year.school_days:
                whose = "the district" if schools is None else f"{len(schools)} school(s)"
                raise YearWithoutSchoolDays(
                    f"From {year.starts_on} to {year.ends_on} for {whose}; leave some days open."
                )


async def _count_tasks_due(ctx: Context, found: dict[UUID | None, Change]) -> int:
    others = [school_id for school_id in found if school_id]
    count = await repository.count_tasks_due(ctx, found[None].closed, others, at_these=False)
    alike: dict[tuple[date, ...], list[UUID]] = {}
    for school_id in others:
        alike.setdefault(found[school_id].closed, []).append(school_id)
    for closed, schools in alike.items():
        if closed:
            count += await repository.count_tasks_due(ctx, closed, schools, at_these=True)
    return count
