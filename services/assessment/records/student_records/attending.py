"""Which schools a student attends on a day: their own, which stands in their row, and those beside it."""
# ruff: noqa: S608  names of tables and columns are this code's own

from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.context.leads import Branch, Lead, at_each
from shared.context.lists import Listing
from shared.directory.references import SCHOOL

DAY = "cast(:today as date)"
#: By the district's zone, at the moment `{now}`.
TODAY = f"(select {day_in_sql('{now}')})"


def is_beside(row: str, day: str = TODAY) -> str:
    """SQL: this row of `student_schools` is a school its student attends on a day beside their own."""
    return f"""{row}.is_further and {row}.deleted_at is null
    and {day} between coalesce({row}.begins_on, '-infinity') and coalesce({row}.ends_on, 'infinity')"""


def students_beside(schools: str) -> str:
    """SQL of the ids of the students who attend one of these schools (SQL of a uuid[]) today beside their own."""
    return f"select f.student_id from student_schools f where f.school_id = any({schools}) and {is_beside('f')}"


def attends_beside(school: str) -> str:
    """SQL: the student `s` attends a school today beside their own; `school` is a condition on `f.school_id`."""
    return f"""exists (select from student_schools f
    where f.district_id = s.district_id and f.student_id = s.id and f.school_id {school} and {is_beside("f")})"""


def schools_of(student: str, day: str = TODAY) -> str:
    """SQL of the schools a student (a row called so) attends on a day, each a row of `school_id` and `is_primary`.

    Of somebody whose own school is not known it is null in the first.
    """
    return f"""(select {student}.school_id, true as is_primary
    union all select f.school_id, false from student_schools f where f.district_id = {student}.district_id
      and f.student_id = {student}.id and f.school_id is distinct from {student}.school_id and {is_beside("f", day)})"""


def in_json(student: str, day: str = TODAY) -> str:
    """SQL of the same as replies say it, each school once, their own first."""
    return f"""(select coalesce(json_agg(json_build_object('id', o.school_id, 'name', {SCHOOL.name_of("o.school_id")},
      'primary', o.is_primary) order by o.is_primary desc, o.school_id), '[]')
    from (select distinct school_id, is_primary from {schools_of(student, day)} a where school_id is not null) o)"""


#: What asks for those who attend a school today, as a list of students `s` has it.
BY_SCHOOL = Lead(
    (
        at_each("s.school_id", "array[{}::uuid]"),
        Branch(
            "s.id = beside.id", f"(select distinct id from ({students_beside('array[{}::uuid]')}) found (id)) beside"
        ),
    ),
    f"(s.school_id = {{}}::uuid or {attends_beside('= {}::uuid')})",
)


def asked_today(listing: Listing) -> Listing:
    """A list whose columns or filters say what is today."""
    return replace(listing, caller=lambda _, now: {"now": now})


#: For whole sets: whom a district's students attend on the day `:today`, `student_id` and `school_id`; beside their own school.
FURTHER = f"""select f.student_id, f.school_id from student_schools f
join students s on s.district_id = f.district_id and s.id = f.student_id and s.deleted_at is null
where f.district_id = :district_id and {is_beside("f", DAY)}"""
#: The same of all schools, their own among them.
ATTENDED = f"""select id as student_id, school_id from students
where district_id = :district_id and deleted_at is null and school_id is not null union {FURTHER}"""

#: SQL: the school of the row `r` is one the roster lists.
LIVES = """exists (select from roster_orgs o
  where o.district_id = r.district_id and o.id = r.school_id and o.deleted_at is null)"""
#: Says of each school of these students (`:ids`, null for all) whether it is beside their own.
RECKON = f"""
update student_schools t set is_further = not t.is_further
from student_schools r join students s on s.district_id = r.district_id and s.id = r.student_id
where t.district_id = :district_id and r.district_id = :district_id and r.id = t.id
and (cast(:ids as uuid[]) is null or r.student_id = any(cast(:ids as uuid[])))
and t.is_further <> (r.deleted_at is null and r.school_id is distinct from s.school_id and {LIVES})"""
_RECKON = text(RECKON)

_SCHOOLS = text(f"""select o.school_id from students s cross join lateral {schools_of("s", ":today")} o
where s.district_id = :district_id and s.id = :id and o.school_id is not null order by o.is_primary desc, o.school_id""")
_IN_JSON = text(f"select {in_json('s', ':today')} from students s where s.district_id = :district_id and s.id = :id")


async def reckon(ctx: Context, student_ids: list[UUID]) -> None:
    """Once the own school of students is another, or roles are theirs that were somebody else's: which are beside it."""
    await ctx.ask(_RECKON, {"district_id": ctx.district_id, "ids": student_ids})


async def schools(ctx: Context, student_id: UUID) -> list[UUID]:
    """The schools a student attends today, their own first."""
    found = await ctx.session.scalars(_SCHOOLS, await _asked(ctx, student_id))
    return list(dict.fromkeys(found))


async def told(ctx: Context, student_id: UUID) -> object:
    """The same as replies say it."""
    return await ctx.session.scalar(_IN_JSON, await _asked(ctx, student_id))


async def _asked(ctx: Context, student_id: UUID) -> dict[str, object]:
    return {"district_id": ctx.district_id, "id": student_id, "today": await ctx.today()}
