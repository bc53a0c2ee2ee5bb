"""SQL of counts of students: all of it that counts standings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, text

from services.assessment.attendance.figures.rules import Place
from services.assessment.attendance.figures.tables import AttendanceFigureSnapshotRow
from shared.context.context import Context

# The last day of a span on which school was held anywhere.
_LAST_DAY = text("""
select max(d.day) as day from school_days d
where d.district_id = :district_id and d.day between :first and :last
  and (d.school_is_held or cardinality(d.differing_school_ids) > 0)""")
# Who has no figure now is counted as they last stood.
_FOLLOW = text("""
update attendance_figure_members m set band = s.band, is_chronic = s.is_chronic
from attendance_standings s
where m.district_id = :district_id and m.school_year = :school_year and s.district_id = m.district_id
  and s.school_year = m.school_year and s.school_id = m.school_id and s.student_id = m.student_id
  and s.band is not null and (m.band, m.is_chronic) is distinct from (s.band, s.is_chronic)""")
_WAITING = """
from attendance_standings s
join students t on t.district_id = s.district_id and t.id = s.student_id
left join attendance_figure_members m on m.district_id = s.district_id and m.school_year = s.school_year
  and m.school_id = s.school_id and m.student_id = s.student_id
where s.district_id = :district_id and s.school_year = :school_year and s.band is not null and m.student_id is null"""
_COUNT_WAITING = text(
    f"select s.school_id, coalesce(t.grade, '') as grade, count(*) as students {_WAITING} group by 1, 2"
)
_ADMIT = text(f"""
insert into attendance_figure_members (district_id, school_year, school_id, student_id, grade, band, is_chronic)
select s.district_id, s.school_year, s.school_id, s.student_id, coalesce(t.grade, ''), s.band, s.is_chronic {_WAITING}
  and (s.school_id, coalesce(t.grade, '')) in (
    select * from unnest(cast(:schools as uuid[]), cast(:grades as text[])))""")
_COUNT = text("""
select school_id, grade, sum(students)::integer as students, sum(chronic)::integer as chronic,
  jsonb_object_agg(band, students) as bands
from (
  select school_id, grade, band, count(*) as students, count(*) filter (where is_chronic) as chronic
  from attendance_figure_members where district_id = :district_id and school_year = :school_year group by 1, 2, 3) each
group by 1, 2""")
_REPORTED = text("""
select school_id, min(whole_through) as whole_through from attendance_standings
where district_id = :district_id and school_year = :school_year group by 1""")


async def last_school_day(ctx: Context, first: date, last: date) -> date | None:
    """The last day from `first` to `last` on which school was held anywhere."""
    (found,) = await ctx.ask(_LAST_DAY, {"district_id": ctx.district_id, "first": first, "last": last})
    day: date | None = found["day"]
    return day


async def snapshot(ctx: Context, school_year: str, as_of: date | None) -> AttendanceFigureSnapshotRow | None:
    """The last snapshot of a year, of a week that had ended by a day."""
    rows = AttendanceFigureSnapshotRow
    wanted = select(rows).where(rows.district_id == ctx.district_id, rows.school_year == school_year)
    if as_of is not None:
        wanted = wanted.where(rows.as_of <= as_of)
    found: AttendanceFigureSnapshotRow | None = await ctx.session.scalar(wanted.order_by(rows.as_of.desc()).limit(1))
    return found


async def follow_standings(ctx: Context, school_year: str) -> None:
    """Have those who are counted stand as they do now."""
    await ctx.session.execute(_FOLLOW, _of(ctx, school_year))


async def waiting(ctx: Context, school_year: str) -> Mapping[Place, int]:
    """How many have a figure and are not counted yet, by school and grade."""
    return {_place(row): row["students"] for row in await ctx.ask(_COUNT_WAITING, _of(ctx, school_year))}


async def admit(ctx: Context, school_year: str, places: Iterable[Place]) -> None:
    """Count those who wait there."""
    wanted = sorted(places)
    which = {"schools": [UUID(school) for school, _ in wanted], "grades": [grade for _, grade in wanted]}
    await ctx.session.execute(_ADMIT, {**_of(ctx, school_year), **which})


async def counted(ctx: Context, school_year: str) -> Mapping[Place, asyncpg.Record]:
    """The cells: students, chronic, bands."""
    return {_place(row): row for row in await ctx.ask(_COUNT, _of(ctx, school_year))}


async def reported(ctx: Context, school_year: str) -> Sequence[asyncpg.Record]:
    """Up to which day each school's days are reported in full."""
    return await ctx.ask(_REPORTED, _of(ctx, school_year))


def _of(ctx: Context, school_year: str) -> dict[str, Any]:
    return {"district_id": ctx.district_id, "school_year": school_year}


def _place(row: asyncpg.Record) -> Place:
    return str(row["school_id"]), row["grade"]
