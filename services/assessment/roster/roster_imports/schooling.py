"""Which schools students attend: made of their roles, so that who is of several schools is so in every list."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from datetime import date

from services.assessment.records.student_records.attending import DAY, FURTHER, LIVES, RECKON
from services.assessment.roster.roster_imports import merging, staging
from services.assessment.roster.roster_imports.work import Import
from shared.context.context import Context

COLUMNS = ("student_id", "school_id", "is_primary", "begins_on", "ends_on")

# A user's primary organisation says which of their schools is the first, else the role does. A role that is none of a student's
# at a school any more goes.
_STAGED = """
select r.row_no, r.id, r.source_id, r.deleted or r.kind <> 'student' or h.school_id is null as deleted,
  r.person_id as student_id, h.school_id, coalesce(h.school_id = home.school_id, r.is_primary) as is_primary,
  r.begins_on, r.ends_on
from stage_roles r
left join stage_places h on h.org_id = r.org_id
left join stage_users u on u.id = r.person_id and not u.deleted
left join stage_places home on home.org_id = u.org_id
where {which}"""
# OneRoster 1.1 lists of a user all organisations there are.
_LEFT = """
select t.id, true as deleted from student_schools t where t.district_id = :district_id
and exists (select from stage_roles s where s.person_id = t.student_id or s.id = t.id and s.deleted)
and not exists (select from stage_student_schools s where s.id = t.id and not s.deleted)"""
# Who is listed no more is told of as gone to every school they attended.
_KEPT = "exists (select from protected p where p.kind = 'users' and p.id = t.student_id) or "
_KEPT_IN_BULK = f"""{_KEPT}t.source <> 'sis'
  or not exists (select from stage_persons p where p.id = t.student_id and p.is_student)"""
_KEPT_IN_DELTA = f"{_KEPT}exists (select from stage_users u where u.id = t.student_id and u.deleted)"

#: The rank of a school of a student (SQL of a second key: `same`): one of today, then one to come, then one that is over.
RANK = f"""case when {DAY} between coalesce(r.begins_on, '-infinity') and coalesce(r.ends_on, 'infinity') then 0
  when r.begins_on > {DAY} then 1 else 2 end, r.is_primary desc, {{same}}, r.begins_on desc nulls last, r.id"""
_MOVED = f"""t.deleted_at is null and t.updated_at <> :now and t.id in (
  select coalesce(a.student_id, b.student_id) from further_before b full join ({FURTHER}) a
    on (a.student_id, a.school_id) = (b.student_id, b.school_id)
  where a.student_id is null or b.student_id is null)"""

# By the dates of their roles a student has left their own school, and is at another.
_MOVE = f"""
with moves as (
  select distinct on (r.student_id) r.student_id, r.school_id from student_schools r
  join students s on s.district_id = r.district_id and s.id = r.student_id and s.deleted_at is null
  where r.district_id = :district_id and r.deleted_at is null and r.is_further and {LIVES}
  and {DAY} between coalesce(r.begins_on, '-infinity') and coalesce(r.ends_on, 'infinity')
  and exists (select from student_schools o where o.district_id = r.district_id and o.student_id = r.student_id
    and o.school_id = s.school_id and o.deleted_at is null)
  and not exists (select from student_schools o where o.district_id = r.district_id and o.student_id = r.student_id
    and o.school_id = s.school_id and o.deleted_at is null
    and {DAY} between coalesce(o.begins_on, '-infinity') and coalesce(o.ends_on, 'infinity'))
  order by r.student_id, {RANK.format(same="r.is_further")})
update students t set school_id = m.school_id, updated_at = :now, version = t.version + 1
from moves m where t.district_id = :district_id and t.id = m.student_id"""
_BEGINS_OR_ENDS = """
update students t set updated_at = :now, version = t.version + 1
where t.district_id = :district_id and t.deleted_at is null and t.updated_at <> :now
and exists (select from student_schools f where f.district_id = :district_id and f.student_id = t.id and f.is_further
  and f.deleted_at is null and (f.begins_on > cast(:last as date) and f.begins_on <= cast(:today as date)
    or f.ends_on >= cast(:last as date) and f.ends_on < cast(:today as date)))"""


async def begin(ctx: Context, today: date) -> None:
    """Remember who attends which school beside their own."""
    await staging.execute(ctx, "drop table if exists pg_temp.further_before")
    await staging.execute(ctx, f"create temporary table further_before on commit drop as {FURTHER}", today=today)


async def merge(work: Import, *, partial: bool) -> int:
    """Write the roles of students at schools; returns how many ended."""
    ctx, stage = work.ctx, "stage_student_schools"
    which = "true" if partial else "r.kind = 'student'"
    await staging.execute(ctx, f"drop table if exists pg_temp.{stage}")
    await staging.execute(ctx, f"create temporary table {stage} on commit drop as {_STAGED.format(which=which)}")
    await staging.execute(ctx, f"analyze {stage}")
    await merging.upsert(ctx, "student_schools", stage, COLUMNS)
    if work.delta and work.bundle.version == "1.1":
        stage = "stage_schools_left"
        await staging.execute(ctx, f"drop table if exists pg_temp.{stage}")
        await staging.execute(ctx, f"create temporary table {stage} on commit drop as {_LEFT}")
    kept = _KEPT_IN_DELTA if work.delta else _KEPT_IN_BULK
    return await work.retire("student_schools", stage, "roles", unless=kept)


async def settle(ctx: Context, today: date) -> None:
    """Once students are written: which of their schools are beside their own; who attends others than before has changed."""
    await staging.execute(ctx, RECKON, ids=None)
    await merging.alter(
        ctx, "students", "changed", "school_id = t.school_id", _MOVED, columns="'{schools}'::text[]", today=today
    )


async def begin_day(ctx: Context, today: date, last: date) -> bool:
    """Let the dates of roles hold: who has left their school is at another they attend. Has anybody changed?"""
    moved = await staging.execute(ctx, _MOVE, today=today)
    if moved:
        await staging.execute(ctx, RECKON, ids=None)
    return bool(moved + await staging.execute(ctx, _BEGINS_OR_ENDS, today=today, last=last))
