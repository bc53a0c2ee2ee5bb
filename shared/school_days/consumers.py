"""Keeping the copy true: events say of each day all there is to say, and a version, so disorder and repeats change nothing.

Every day of the school years is told once a week: a service that begins to listen has them all within a week, whatever its
stream and its producer's outbox still hold.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.db.rows import as_rows, insert_rows
from shared.events.event import Consumed, Read
from shared.school_days.tables import SchoolDayRow

FACTS = ("school_is_held", "differing_school_ids", "version")
_KEEP = text(f"""{insert_rows(SchoolDayRow, ("district_id", "day", *FACTS))}
on conflict (district_id, day) do update set {", ".join(f"{name} = excluded.{name}" for name in FACTS)}
where held.version < excluded.version""")


class DayRange(Read):
    """Days in a row that are alike."""

    first_on: date
    last_on: date
    school_is_held: bool
    differing_school_ids: list[UUID]


class CalendarChanged(Consumed, type="scheduling.calendar.changed.v1"):
    """What days are from now on."""

    version: int
    ranges: list[DayRange]


class DayBegan(Consumed, type="scheduling.day.begun.v1"):
    """A day has begun."""

    day: date
    school_is_held: bool
    differing_school_ids: list[UUID]
    calendar_version: int


def follow_school_days(consumers: Consumers) -> None:
    """Subscribe a service to what its copy is made of."""
    consumers.on(CalendarChanged)(copy_changes)
    consumers.on(DayBegan)(copy_begun_days)


async def copy_changes(ctx: Context, events: list[Received]) -> None:
    """Take over the days of ranges."""
    await _keep(ctx, (row for event in events for part in event.data.ranges for row in _rows(part, event.data.version)))


async def copy_begun_days(ctx: Context, events: list[Received]) -> None:
    """Take over the day that began: what the copy lacks of it, it has from here."""
    await _keep(ctx, (_row(event.data.day, event.data, event.data.calendar_version) for event in events))


def _rows(part: DayRange, version: int) -> Iterable[dict[str, Any]]:
    for n in range((part.last_on - part.first_on).days + 1):
        yield _row(part.first_on + timedelta(days=n), part, version)


def _row(day: date, said: DayRange | DayBegan, version: int) -> dict[str, Any]:
    facts = {"school_is_held": said.school_is_held, "differing_school_ids": said.differing_school_ids}
    return {"day": day, **facts, "version": version}


async def _keep(ctx: Context, rows: Iterable[dict[str, Any]]) -> None:
    newest: dict[date, dict[str, Any]] = {}
    for row in rows:
        if row["day"] not in newest or newest[row["day"]]["version"] < row["version"]:
            newest[row["day"]] = {**row, "district_id": ctx.district_id}
    # In the order of their days, so that two of these cannot wait for each other.
    found = [newest[day] for day in sorted(newest)]
    if found:
        await ctx.session.execute(_KEEP, {"rows": as_rows(found)})
