"""Telling partners which schools and staff the roster lists: only those whose facts differ from what was last told."""
# ruff: noqa: S608  names of tables are this code's own

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import orjson

from services.assessment.records.student_records.attending import DAY, is_beside, schools_of
from services.assessment.roster.roster_imports.events import (
    ListedSchool,
    ListedStaff,
    ListedTerm,
    Placement,
    PlacementsListed,
    SchoolsListed,
    SchoolYearListed,
    StaffListed,
    TermsListed,
)
from services.assessment.roster.roster_imports.rules import GRADE_ORDER, level_of
from services.assessment.roster.roster_imports.staging import execute, fetch
from services.assessment.roster.roster_imports.tables import RosterImportRow
from shared import clock
from shared.context.context import Context

SOURCE = "oneroster"
SCHOOLS_AT_ONCE = 200
STAFF_AT_ONCE = 100
TERMS_AT_ONCE = 200
PLACEMENTS_AT_ONCE = 500

T = TypeVar("T")

# Where two schools share an identifier, one that is open keeps it and the others go by their sourcedId.
_SCHOOLS = f"""
select o.*,
  array(select s.grade from students s
    where s.district_id = :district_id and s.school_id = o.id and s.deleted_at is null and s.grade is not null
    union select s.grade from student_schools f join students s on s.district_id = f.district_id and s.id = f.student_id
    where f.district_id = :district_id and f.school_id = o.id and {is_beside("f", DAY)} and s.deleted_at is null
      and s.grade is not null) as learned,
  array(select distinct g from classes c, unnest(c.grades) g
    where c.district_id = :district_id and c.school_id = o.id and c.deleted_at is null) as taught
from (
  select id, source_id, name, deleted_at, told,
    case when identifier is null or row_number() over (
      partition by identifier order by deleted_at is not null, created_at, id) > 1
      then source_id else identifier end as local_code
  from roster_orgs where district_id = :district_id and type = 'school') o
where cast(:schools as uuid[]) is null or o.id = any(cast(:schools as uuid[]))
order by o.deleted_at is null, o.source_id"""

_TOLD = """
update roster_orgs o set told = t.told from unnest(cast(:ids as uuid[]), cast(:told as text[])) t (id, told)
where o.district_id = :district_id and o.id = t.id"""

_STAFF = """
with held as (
  select r.person_id, jsonb_agg(jsonb_build_object('assignment_id', r.id, 'school_id', p.school_id, 'role', r.role,
    'starts_on', r.begins_on, 'ends_on', r.ends_on) order by r.id) as roles
  from roster_roles r left join stage_places p on p.org_id = r.org_id
  where r.district_id = :district_id and r.deleted_at is null group by 1),
facts as (
  select s.id, jsonb_build_object(
    'staff_id', s.id, 'source_id', s.source_id, 'given_name', s.given_name, 'family_name', s.family_name,
    'email', s.email, 'active', s.deleted_at is null,
    'roles', case when s.deleted_at is null and h.roles is not null then h.roles else '[]' end) as fact
  from roster_staff s left join held h on h.person_id = s.id where s.district_id = :district_id),
told as (
  update roster_staff t set told = md5(f.fact::text) from facts f
  where t.district_id = :district_id and t.id = f.id and t.told is distinct from md5(f.fact::text)
  returning t.source_id, f.id, f.fact),
lines as (
  select person_id, jsonb_object_agg(id, row_no) as rows from stage_roles
  where row_no > 0 and kind = 'staff' and not deleted group by 1)
select t.fact, coalesce(l.rows, '{}') as rows from told t left join lines l on l.person_id = t.id order by t.source_id"""

_YEARS = """
select id, title, starts_on, ends_on from academic_sessions
where district_id = :district_id and type = 'schoolYear' and updated_at = :now and deleted_at is null order by starts_on"""

# A grading period may lie in a term, and that in a semester: the school year is the one they all lie in. What is a part
# of no school year cannot be placed and is not told. Ten steps up are more than any roster has, and end a circle.
_TERMS = """
with recursive above as (
  select s.id, s.parent_id, 1 as steps from academic_sessions s
  where s.district_id = :district_id and s.type in ('semester', 'term', 'gradingPeriod') and s.updated_at = :now
  union all
  select a.id, p.parent_id, a.steps + 1 from above a
  join academic_sessions p on p.district_id = :district_id and p.id = a.parent_id and p.type <> 'schoolYear'
  where a.steps < 10)
select s.id as term_id, y.id as school_year_id, s.title, s.starts_on, s.ends_on, left(s.source_id, 60) as code,
  case s.type when 'gradingPeriod' then 'grading_period' else s.type end as kind, s.deleted_at is not null as deleted
from above a
join academic_sessions y on y.district_id = :district_id and y.id = a.parent_id and y.type = 'schoolYear'
join academic_sessions s on s.district_id = :district_id and s.id = a.id
order by s.starts_on, s.source_id"""

# The schools by whose rules a student is seen here.
_PLACEMENTS = f"""
select s.id as student_id, s.deleted_at is null as active,
  array(select o.school_id from (select distinct * from {schools_of("s", DAY)} a) o
    where o.school_id is not null and s.merged_into is null order by o.is_primary desc, o.school_id) as school_ids
from students s where s.district_id = :district_id and (:whole or s.updated_at = :now) order by s.id"""

# Told whole once, whatever is told after it is enough to know where everybody is.
_TOLD_WHOLE = """
insert into told_placements as t (district_id, whole_at) values (:district_id, :now)
on conflict (district_id) do update set whole_at = case when :bulk then excluded.whole_at else t.whole_at end
returning whole_at = :now as whole"""


async def emit_placements(ctx: Context, listed_at: datetime, today: date, *, bulk: bool) -> None:
    """Emit where students are: whole after a whole roster and the first time, else where somebody is new or has changed."""
    (told,) = await fetch(ctx, _TOLD_WHOLE, bulk=bulk)
    rows = await fetch(ctx, _PLACEMENTS, whole=told.whole, today=today)
    placements = [Placement.model_validate(row._asdict()) for row in rows]
    for some in _chunks(placements, PLACEMENTS_AT_ONCE):
        ctx.emit(PlacementsListed(source=SOURCE, listed_at=listed_at, placements=list(some)))


async def emit_listed(
    ctx: Context,
    zone: str,
    today: date,
    listed_at: datetime,
    sent: RosterImportRow,
    roles_file: Literal["roles", "users"] | None,
) -> None:
    """Emit what is new or changed; schools first, because staff hold their roles there.

    `listed_at`, the moment the bundle was sent, lets whoever gets the events out of order keep the latest; by who sent it they
    know whose own roles it may not add to, and with the import and the row in `roles_file` who answers for each role.
    """
    kind, _, sender = sent.created_by.partition(":")
    for year in await fetch(ctx, _YEARS):
        ctx.emit(SchoolYearListed.of(year, listed_at=listed_at))
    terms = [ListedTerm.model_validate(row._asdict()) for row in await fetch(ctx, _TERMS)]
    for some in _chunks(terms, TERMS_AT_ONCE):
        ctx.emit(TermsListed(source=SOURCE, listed_at=listed_at, terms=list(some)))
    await emit_schools(ctx, zone, today, listed_at)
    for people in _chunks([_staff(row) for row in await fetch(ctx, _STAFF)], STAFF_AT_ONCE):
        ctx.emit(
            StaffListed(
                source=SOURCE,
                listed_at=listed_at,
                sent_by=UUID(sender) if kind == "person" else None,
                client_id=UUID(sender) if kind == "client" else None,
                import_id=sent.id,
                roles_file=roles_file,
                staff=list(people),
            )
        )


def _staff(row: Any) -> ListedStaff:
    """Somebody with their roles, each with the row that lists it."""
    roles = [{**held, "row": row.rows.get(held["assignment_id"])} for held in row.fact["roles"]]
    return ListedStaff.model_validate({**row.fact, "roles": roles})


async def emit_schools(
    ctx: Context, zone: str, today: date, listed_at: datetime, school_ids: Sequence[UUID] | None = None
) -> None:
    """Emit which schools (of these, or of all) are new or changed."""
    for schools in _chunks(await _changed_schools(ctx, zone, today, school_ids), SCHOOLS_AT_ONCE):
        ctx.emit(SchoolsListed(source=SOURCE, listed_at=listed_at, schools=list(schools)))


async def _changed_schools(
    ctx: Context, zone: str, today: date, school_ids: Sequence[UUID] | None
) -> list[ListedSchool]:
    changed: list[ListedSchool] = []
    digests: list[str] = []
    for row in await fetch(ctx, _SCHOOLS, schools=school_ids, today=today):
        grades = sorted(row.learned or row.taught, key=GRADE_ORDER.index)
        school = ListedSchool(
            school_id=row.id,
            source_id=row.source_id,
            name=row.name,
            local_code=row.local_code,
            level=level_of(grades),
            grades=grades,
            closes_on=clock.day_in(zone, row.deleted_at) if row.deleted_at else None,
        )
        digest = hashlib.sha256(orjson.dumps(school.model_dump(mode="json"))).hexdigest()
        if digest != row.told:
            changed.append(school)
            digests.append(digest)
    if changed:
        await execute(ctx, _TOLD, ids=[school.school_id for school in changed], told=digests)
    return changed


def _chunks(items: Sequence[T], size: int) -> list[Sequence[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
