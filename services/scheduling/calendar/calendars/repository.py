"""SQL of calendars."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text

from services.scheduling.calendar.calendars.rules import Listed, Term
from services.scheduling.calendar.calendars.tables import CalendarDayRow, SchoolYearRow, TermRow, ToldCalendarRow
from services.scheduling.calendar.day_types.rules import INSTRUCTIONAL
from shared.context.context import Context
from shared.db.locks import one_at_a_time

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
OF_A_KIND = f"school_is_held and day_type <> '{INSTRUCTIONAL.code}'"
_LISTED = text(f"""
with single as (
  select school_id, array_agg(day order by day) filter (where school_is_held) as held,
         array_agg(day order by day) filter (where not school_is_held) as closed,
         array_agg(day order by day) filter (where {OF_A_KIND}) as typed,
         array_agg(day_type order by day) filter (where {OF_A_KIND}) as types
  from calendar_days where district_id = :district_id and day between :first and :last group by school_id)
select school_id is null as of_district, array_agg(school_id) as schools,
       coalesce(held, '{{}}') as held, coalesce(closed, '{{}}') as closed,
       coalesce(typed, '{{}}') as typed, coalesce(types, '{{}}') as types
from single group by of_district, held, closed, typed, types""")

_NEXT_VERSION = text("""
insert into told_calendars as t (district_id, version) values (:district_id, 1)
on conflict (district_id) do update set version = t.version + 1 returning version""")
_TOLD_WHOLE = text("""
insert into told_calendars (district_id, version, whole_on) values (:district_id, 0, :day)
on conflict (district_id) do update set whole_on = excluded.whole_on""")


async def find_spans(ctx: Context, day: date) -> dict[UUID | None, tuple[date, date]]:
    """First and last day of the district's school year (None) at a day, and of the schools' own; empty without one."""
    rows = await ctx.session.execute(_SPANS, {"district_id": ctx.district_id, "day": day})
    return {row.school_id: (row.starts_on, row.ends_on) for row in rows}


async def list_spans(ctx: Context, school_id: UUID | None) -> list[tuple[date, date]]:
    """First and last days of all school years of the district and of this school."""
    mine = or_(SchoolYearRow.school_id.is_(None), SchoolYearRow.school_id == school_id)
    rows = await ctx.session.execute(select(SchoolYearRow.starts_on, SchoolYearRow.ends_on).where(mine))
    return [(starts_on, ends_on) for starts_on, ends_on in rows]


async def list_days(ctx: Context, first: date, last: date) -> tuple[Listed, list[tuple[Listed, list[UUID]]]]:
    """What is listed of the days of a span: the district's, and each distinct own list with the schools it holds at."""
    values: dict[str, Any] = {"district_id": ctx.district_id, "first": first, "last": last}
    district, own = Listed(), []
    for row in await ctx.session.execute(_LISTED, values):
        typed = frozenset(zip(row.typed, row.types, strict=True))
        listed = Listed(frozenset(row.held), frozenset(row.closed), typed)
        if row.of_district:
            district = listed
        else:
            own.append((listed, row.schools))
    return district, own


async def wait_for_calendars(ctx: Context) -> None:
    """Wait until nobody else changes the district's calendars; held until this work is over."""
    await one_at_a_time(ctx, "calendars")


async def list_entries(
    ctx: Context, first: date, last: date, *schools: UUID | None
) -> dict[tuple[UUID | None, date], CalendarDayRow]:
    """What is listed of the days of a span for the district and for these schools, by school and day."""
    mine = or_(CalendarDayRow.school_id.is_(None), CalendarDayRow.school_id.in_([id_ for id_ in schools if id_]))
    rows = await ctx.session.scalars(select(CalendarDayRow).where(CalendarDayRow.day.between(first, last), mine))
    return {(row.school_id, row.day): row for row in rows}


async def find_year(ctx: Context, year_id: UUID) -> SchoolYearRow | None:
    """One school year, if there is such a one."""
    return await ctx.session.scalar(select(SchoolYearRow).where(SchoolYearRow.id == year_id))


async def next_version(ctx: Context) -> int:
    """The next version of what is told of the district's school days; nobody else has one until this work is committed."""
    return int((await ctx.session.execute(_NEXT_VERSION, {"district_id": ctx.district_id})).scalar_one())


async def told_version(ctx: Context) -> int:
    """The version of what was told last; 0 before anything was."""
    return await ctx.session.scalar(select(ToldCalendarRow.version)) or 0


async def was_told_whole(ctx: Context, since: date) -> bool:
    """Were all days told since (after) a day?"""
    return (
        await ctx.session.scalar(select(ToldCalendarRow.whole_on).where(ToldCalendarRow.whole_on > since)) is not None
    )


async def note_told_whole(ctx: Context, day: date) -> None:
    """Keep that all days were told."""
    await ctx.session.execute(_TOLD_WHOLE, {"district_id": ctx.district_id, "day": day})


async def spans_since(ctx: Context, day: date) -> list[tuple[date, date]]:
    """First and last day of every school year, the district's and its schools', that was not over before a day."""
    rows = await ctx.session.execute(
        select(SchoolYearRow.starts_on, SchoolYearRow.ends_on).where(SchoolYearRow.ends_on >= day).distinct()
    )
    return [(row.starts_on, row.ends_on) for row in rows]


async def list_of_years(ctx: Context, first: date, last: date) -> list[Term]:
    """The terms of the district and of every school in the school years of which a term shares a day with a span."""
    touched = select(TermRow.school_year_id).where(
        TermRow.district_id == ctx.district_id, TermRow.starts_on <= last, TermRow.ends_on >= first
    )
    query = select(TermRow).where(TermRow.deleted_at.is_(None), TermRow.school_year_id.in_(touched))
    names = [field.name for field in fields(Term)]
    return [Term(**{name: getattr(row, name) for name in names}) for row in await ctx.session.scalars(query)]
