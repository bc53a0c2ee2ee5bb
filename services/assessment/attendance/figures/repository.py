"""SQL of counts of students: all of it that counts standings.

Of two rows that were made one child's the one that stands for both is counted, once. The other stays a member, so that a split
finds it as it was; it is in no count while it is merged. A week that was told stays what it was, with its numbers: whoever is
counted no more is a difference as one who is gone is, and where fewer than the smallest group differ the week before is told on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, text

from services.assessment.attendance.figure_settings.rules import Dimension
from services.assessment.attendance.figures.rules import Place
from services.assessment.attendance.figures.tables import AttendanceFigureSnapshotRow
from shared.context.context import Context

# The last day of a span on which school was held anywhere.
_LAST_DAY = text("""
select max(d.day) as day from school_days d
where d.district_id = :district_id and d.day between :first and :last
  and (d.school_is_held or cardinality(d.differing_school_ids) > 0)""")
_MEMBERS = """(select m.* from attendance_figure_members m
  where m.district_id = :district_id and m.school_year = :school_year and not exists (select from students k
    where k.district_id = m.district_id and k.id = m.student_id and k.merged_into is not null)) m"""
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
_COUNT_TOLD = text(f"""
select school_id, grade, (count(*) filter (where is_told))::integer as told,
  (count(*) filter (where not is_told))::integer as back from {_MEMBERS} group by 1, 2""")
# Who is merged is counted in no week made now; where the week before is told on, whoever was counted in it still is.
_MARK_TOLD = text("""
update attendance_figure_members m set is_told = now_.is_counted
from (select a.school_id, a.student_id, k.merged_into is null as is_counted from attendance_figure_members a
  left join students k on k.district_id = a.district_id and k.id = a.student_id
  where a.district_id = :district_id and a.school_year = :school_year and (a.school_id, a.grade) not in (
    select * from unnest(cast(:schools as uuid[]), cast(:grades as text[])))) now_
where m.district_id = :district_id and m.school_year = :school_year and m.school_id = now_.school_id
  and m.student_id = now_.student_id and m.is_told <> now_.is_counted""")
_COUNT = text(f"""
select school_id, grade, sum(students)::integer as students, sum(chronic)::integer as chronic,
  jsonb_object_agg(band, students) as bands
from (
  select school_id, grade, band, count(*) as students, count(*) filter (where is_chronic) as chronic
  from {_MEMBERS} group by 1, 2, 3) each
group by 1, 2""")
_FORGET_MEASURES = text("""
update attendance_figure_members set measures = '{}'
where district_id = :district_id and school_year = :school_year and measures <> '{}'""")
_MARK_MEASURE = text("""
update attendance_figure_members m set measures = array_append(m.measures, cast(:code as text))
from unnest(cast(:schools as uuid[]), cast(:students as uuid[])) met (school_id, student_id)
where m.district_id = :district_id and m.school_year = :school_year and m.school_id = met.school_id
  and m.student_id = met.student_id""")
_COUNT_MEASURES = text(f"""
select school_id, grade, code, count(*)::integer as students from {_MEMBERS}, unnest(measures) code group by 1, 2, 3""")
_COUNT_FLOWS = text(f"""
select school_id, grade, count(*) filter (where stayed)::integer as stayed,
  count(*) filter (where stayed and recent[1])::integer as were,
  count(*) filter (where stayed and not recent[1] and is_chronic)::integer as became,
  count(*) filter (where stayed and recent[1] and not is_chronic)::integer as recovered,
  count(*) filter (where not stayed)::integer as came,
  count(*) filter (where not stayed and is_chronic)::integer as came_chronic
from (
  select *, cardinality(recent) = :weeks as stayed from {_MEMBERS}) m
group by 1, 2""")
_REMEMBER = text("""
update attendance_figure_members
set recent = array_append(case when cardinality(recent) < :weeks then recent else recent[2:] end, is_chronic)
where district_id = :district_id and school_year = :school_year""")
_RACES = ", ".join(
    f"(d.{name}, '{name}')"
    for name in (
        *("american_indian_or_alaska_native", "asian", "black_or_african_american"),
        *("native_hawaiian_or_other_pacific_islander", "white"),
    )
)
#: The subgroup of a student `t`, whose demographics are `d`, of each dimension.
LABELS = {
    Dimension.SEX: "coalesce(t.sex, 'unknown')",
    Dimension.HOME_LANGUAGE: "coalesce(d.home_language, 'unknown')",
    Dimension.RACE_ETHNICITY: f"""case when d.hispanic_or_latino then 'hispanic_or_latino'
      when d.two_or_more_races then 'two_or_more_races'
      else (select case count(*) when 0 then 'unknown' when 1 then min(r.race) else 'two_or_more_races' end
        from (values {_RACES}) r (is_so, race) where r.is_so) end""",
}
_OF_MEMBERS = """
from attendance_figure_members m
join students t on t.district_id = m.district_id and t.id = m.student_id and t.merged_into is null
left join student_demographics d on d.district_id = m.district_id and d.student_id = m.student_id
where m.district_id = :district_id and m.school_year = :school_year"""
_COUNT_SUBGROUPS = {
    dimension: text(f"""
select m.school_id, m.grade, m.subgroups ->> '{dimension}' as former, {label} as present, count(*)::integer as students,
  count(*) filter (where m.is_chronic)::integer as chronic {_OF_MEMBERS} group by 1, 2, 3, 4""")
    for dimension, label in LABELS.items()
}
_COUNT_CROSSED = {
    (one, other): text(f"""
select m.school_id, m.grade, {LABELS[one]} as first, {LABELS[other]} as second, count(*)::integer as students
{_OF_MEMBERS} group by 1, 2, 3, 4""")
    for one in LABELS
    for other in LABELS
    if one != other
}
_LABEL = {
    dimension: text(f"""
update attendance_figure_members m set subgroups = m.subgroups || jsonb_build_object('{dimension}', l.label)
from (select m.school_id, m.student_id, {label} as label {_OF_MEMBERS}) l
where m.district_id = :district_id and m.school_year = :school_year and m.school_id = l.school_id
  and m.student_id = l.student_id and m.subgroups ->> '{dimension}' is distinct from l.label""")
    for dimension, label in LABELS.items()
}
_OF_CLASS = text("""
select school_id, coalesce(jsonb_object_agg(band, students) filter (where band is not null), '{}') as bands,
  coalesce(sum(students) filter (where band is null), 0)::integer as without_figure,
  coalesce(sum(chronic), 0)::integer as chronic, min(whole_through) as whole_through
from (
  select c.school_id, s.band, count(*)::integer as students, (count(*) filter (where s.is_chronic))::integer as chronic,
    min(s.whole_through) as whole_through
  from classes c
  join (select distinct district_id, class_id, person_id as student_id from enrollments
    where district_id = :district_id and class_id = :class_id and role = 'student' and deleted_at is null
      and :today between coalesce(begins_on, '-infinity') and coalesce(ends_on, 'infinity')) e
    on e.district_id = c.district_id and e.class_id = c.id
  left join attendance_standings s on s.district_id = e.district_id and s.student_id = e.student_id
    and s.school_id = c.school_id and s.school_year = :school_year
  where c.district_id = :district_id and c.id = :class_id and c.deleted_at is null
  group by c.school_id, s.band) each
group by school_id""")
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


async def members(ctx: Context, school_year: str) -> tuple[Mapping[Place, int], Mapping[Place, int]]:
    """How many are counted now, by school and grade: of those the week told of their place counts, and of others."""
    rows = await ctx.ask(_COUNT_TOLD, _of(ctx, school_year))
    return {_place(row): row["told"] for row in rows}, {_place(row): row["back"] for row in rows}


async def admit(ctx: Context, school_year: str, places: Iterable[Place]) -> None:
    """Count those who wait there."""
    await ctx.session.execute(_ADMIT, {**_of(ctx, school_year), **_at(places)})


async def mark_told(ctx: Context, school_year: str, held: Iterable[Place]) -> None:
    """Have those who are counted now be those that are told, but at places where the week before is told on."""
    await ctx.session.execute(_MARK_TOLD, {**_of(ctx, school_year), **_at(held)})


async def counted(ctx: Context, school_year: str) -> Mapping[Place, asyncpg.Record]:
    """The cells: students, chronic, bands."""
    return {_place(row): row for row in await ctx.ask(_COUNT, _of(ctx, school_year))}


async def mark_measure(ctx: Context, school_year: str, code: str, met: Mapping[UUID, Sequence[UUID]]) -> None:
    """Have a measure hold of these students, by school; before the first of them none does."""
    schools = [school for school, students in met.items() for _ in students]
    students = [student for students in met.values() for student in students]
    which = {"code": code, "schools": schools, "students": students}
    await ctx.session.execute(_MARK_MEASURE, {**_of(ctx, school_year), **which})


async def forget_measures(ctx: Context, school_year: str) -> None:
    """No measure holds of anybody."""
    await ctx.session.execute(_FORGET_MEASURES, _of(ctx, school_year))


async def count_measures(ctx: Context, school_year: str) -> Mapping[tuple[Place, str], int]:
    """Of how many each measure holds, by cell."""
    rows = await ctx.ask(_COUNT_MEASURES, _of(ctx, school_year))
    return {(_place(row), row["code"]): row["students"] for row in rows}


async def count_flows(ctx: Context, school_year: str, weeks: int) -> Mapping[Place, asyncpg.Record]:
    """Who was counted so many weeks ago and is now, by cell; and who came since."""
    rows = await ctx.ask(_COUNT_FLOWS, {**_of(ctx, school_year), "weeks": weeks})
    return {_place(row): row for row in rows}


async def remember(ctx: Context, school_year: str, weeks: int) -> None:
    """Keep how everybody stood in this week, and in so many in all."""
    await ctx.session.execute(_REMEMBER, {**_of(ctx, school_year), "weeks": weeks})


async def count_subgroups(ctx: Context, school_year: str, dimension: Dimension) -> Sequence[asyncpg.Record]:
    """Students by cell, by the subgroup they were last counted in, and by the one they are in."""
    return await ctx.ask(_COUNT_SUBGROUPS[dimension], _of(ctx, school_year))


async def count_crossed(ctx: Context, school_year: str, one: Dimension, other: Dimension) -> Sequence[asyncpg.Record]:
    """Students by cell and by their subgroups of two dimensions."""
    return await ctx.ask(_COUNT_CROSSED[one, other], _of(ctx, school_year))


async def label(ctx: Context, school_year: str, dimension: Dimension) -> None:
    """Have everybody be counted in the subgroup they are in."""
    await ctx.session.execute(_LABEL[dimension], _of(ctx, school_year))


async def snapshots(ctx: Context, school_year: str) -> Sequence[AttendanceFigureSnapshotRow]:
    """All snapshots of a year, oldest first."""
    rows = AttendanceFigureSnapshotRow
    wanted = select(rows).where(rows.district_id == ctx.district_id, rows.school_year == school_year)
    return list(await ctx.session.scalars(wanted.order_by(rows.as_of)))


async def years(ctx: Context) -> list[str]:
    """The school years there are figures of, newest first."""
    rows = AttendanceFigureSnapshotRow
    wanted = select(rows.school_year).where(rows.district_id == ctx.district_id).distinct()
    return sorted(await ctx.session.scalars(wanted), reverse=True)


async def of_class(ctx: Context, school_year: str, class_id: UUID) -> Any:
    """How the students who are in a class today stand at its school; None: nobody is in it."""
    values = {**_of(ctx, school_year), "class_id": class_id, "today": await ctx.today()}
    return (await ctx.session.execute(_OF_CLASS, values)).one_or_none()


async def reported(ctx: Context, school_year: str) -> Sequence[asyncpg.Record]:
    """Up to which day each school's days are reported in full."""
    return await ctx.ask(_REPORTED, _of(ctx, school_year))


def _of(ctx: Context, school_year: str) -> dict[str, Any]:
    return {"district_id": ctx.district_id, "school_year": school_year}


def _at(places: Iterable[Place]) -> dict[str, Any]:
    wanted = sorted(places)
    return {"schools": [UUID(school) for school, _ in wanted], "grades": [grade for _, grade in wanted]}


def _place(row: asyncpg.Record) -> Place:
    return str(row["school_id"]), row["grade"]
