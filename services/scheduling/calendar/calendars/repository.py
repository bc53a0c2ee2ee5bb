"""SQL of calendars."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, text

from services.scheduling.calendar.calendars.rules import Entry, Listed
from services.scheduling.calendar.calendars.tables import CalendarDayRow
from services.scheduling.calendar.school_years.tables import SchoolYearRow
from shared.context.context import Context
from shared.directory.tables import DirectorySchoolRow
from shared.errors import NotFound

# The district's year a day lies in, or else the next to begin; and for each school with years of its own the one that
# stands in for it: the school's year of that day, unless it only begins when half of the district's is over.
_SPANS = text("""
with district as (
  select starts_on, ends_on from school_years
  where district_id = :district_id and school_id is null and ends_on >= :day order by starts_on, id limit 1)
select null::uuid as school_id, starts_on, ends_on from district
union all
(select distinct on (y.school_id) y.school_id, y.starts_on, y.ends_on from school_years y, district d
 where y.district_id = :district_id and y.school_id is not null and y.ends_on >= :day
   and y.starts_on < d.starts_on + (d.ends_on - d.starts_on) / 2
 order by y.school_id, y.starts_on, y.id)""")

# Schools with the same days come as one row, so that a thousand schools that close alike cost no more than one.
_LISTED = text("""
with single as (
  select school_id, array_agg(day order by day) filter (where school_is_held) as held,
         array_agg(day order by day) filter (where not school_is_held) as closed
  from calendar_days where district_id = :district_id and day between :first and :last group by school_id)
select school_id is null as of_district, array_agg(school_id) as schools,
       coalesce(held, '{}') as held, coalesce(closed, '{}') as closed
from single group by of_district, held, closed""")


async def find_spans(ctx: Context, day: date) -> dict[UUID | None, tuple[date, date]]:
    """First and last day of the district's school year (None) at a day, and of the schools' own; empty without one."""
    rows = await ctx.session.execute(_SPANS, {"district_id": ctx.district_id, "day": day})
    return {row.school_id: (row.starts_on, row.ends_on) for row in rows}


async def list_days(ctx: Context, first: date, last: date) -> tuple[Listed, list[tuple[Listed, list[UUID]]]]:
    """What is listed of the days of a span: the district's, and each distinct own list with the schools it holds at."""
    values: dict[str, Any] = {"district_id": ctx.district_id, "first": first, "last": last}
    district, own = Listed(), []
    for row in await ctx.session.execute(_LISTED, values):
        listed = Listed(frozenset(row.held), frozenset(row.closed))
        if row.of_district:
            district = listed
        else:
            own.append((listed, row.schools))
    return district, own


# A day has one row for the district and one for each school; `uq_calendar_days_day` sees to it.
_WRITE_DAYS = text("""
insert into calendar_days as c (district_id, id, school_id, day, day_type, school_is_held, note,
  created_at, updated_at, created_by, updated_by, version)
select :district_id, id, school_id, day, day_type, school_is_held, note, :now, :now, :actor, :actor, 1
from unnest(cast(:ids as uuid[]), cast(:schools as uuid[]), cast(:days as date[]), cast(:day_types as text[]),
            cast(:held as boolean[]), cast(:notes as text[])) as sent (id, school_id, day, day_type, school_is_held, note)
on conflict on constraint uq_calendar_days_day do update
set day_type = excluded.day_type, school_is_held = excluded.school_is_held, note = excluded.note,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = c.version + 1
where (c.day_type, c.note) is distinct from (excluded.day_type, excluded.note)""")

_TASKS_DUE = text("""
select count(*) from tasks where district_id = :district_id and state in ('open', 'in_progress', 'blocked')
and due_on = any (cast(:days as date[])) and (school_id = any (cast(:schools as uuid[]))) = :at_these""")


async def one_at_a_time(ctx: Context) -> None:
    """Wait until nobody else changes the district's calendars; held until this work is over."""
    name = f"calendars/{ctx.district_id}"
    await ctx.session.execute(text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


async def list_entries(
    ctx: Context, first: date, last: date, *schools: UUID | None
) -> dict[tuple[UUID | None, date], CalendarDayRow]:
    """What is listed of the days of a span for the district and for these schools, by school and day."""
    mine = or_(CalendarDayRow.school_id.is_(None), CalendarDayRow.school_id.in_([id_ for id_ in schools if id_]))
    rows = await ctx.session.scalars(select(CalendarDayRow).where(CalendarDayRow.day.between(first, last), mine))
    return {(row.school_id, row.day): row for row in rows}


async def list_spans(ctx: Context) -> list[tuple[UUID | None, date, date]]:
    """Every school year: the district's (None) first, then those of its schools."""
    query = select(SchoolYearRow.school_id, SchoolYearRow.starts_on, SchoolYearRow.ends_on)
    rows = await ctx.session.execute(query.order_by(SchoolYearRow.school_id.nulls_first(), SchoolYearRow.starts_on))
    return [(row.school_id, row.starts_on, row.ends_on) for row in rows]


async def list_schools(ctx: Context) -> dict[str, UUID]:
    """The district's schools by local code."""
    rows = await ctx.session.execute(select(DirectorySchoolRow.local_code, DirectorySchoolRow.id))
    return {row.local_code: row.id for row in rows}


async def get_entry(ctx: Context, entry_id: UUID) -> CalendarDayRow:
    """What is listed of one day. Raises `NotFound`."""
    row = await ctx.session.scalar(select(CalendarDayRow).where(CalendarDayRow.id == entry_id))
    if row is None:
        raise NotFound("Nothing of that kind is listed in the calendar.")
    return row


async def write_entries(ctx: Context, entries: Collection[Entry]) -> None:
    """List days, over whatever was listed of them before."""
    values = {
        "ids": [entry.id for entry in entries],
        "schools": [entry.school_id for entry in entries],
        "days": [entry.day for entry in entries],
        "day_types": [entry.day_type for entry in entries],
        "held": [entry.school_is_held for entry in entries],
        "notes": [entry.note for entry in entries],
    }
    stamps = {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor}
    await ctx.session.execute(_WRITE_DAYS, {**values, **stamps})


async def remove_entries(ctx: Context, ids: Iterable[UUID]) -> None:
    """Take days off the list: they go by their weekday, or by what the district lists."""
    await ctx.session.execute(delete(CalendarDayRow).where(CalendarDayRow.id.in_(list(ids))))


async def count_tasks_due(ctx: Context, days: Iterable[date], schools: Iterable[UUID], *, at_these: bool) -> int:
    """How many live tasks are due on some days at these schools, or else at all others."""
    values = {"district_id": ctx.district_id, "days": list(days), "schools": list(schools), "at_these": at_these}
    return int((await ctx.session.execute(_TASKS_DUE, values)).scalar_one())
