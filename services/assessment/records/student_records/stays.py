"""Stays of students at schools that are over although what says so goes on: whoever writes students and roles notes them.

A row that goes on tells only how it is now. So what it was is noted when a student comes back, is moved to another school, or a
role comes back or begins anew: the stay that is over, and since when the row counts again.
"""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.assessment.records.student_records.enrolled import by_roster
from services.assessment.records.student_records.statements import execute
from shared.context.context import Context
from shared.context.days import day_in_sql

#: Where rows stand as they were: `kind` the table, `row_id`, `before` the whole row.
BEFORE = "stays_before"
_ROWS = """select 'students' as kind, id as row_id, to_jsonb(t) as before from students t
  where t.district_id = :district_id and t.id in ({ids})
union all select 'student_schools', id, to_jsonb(t) from student_schools t
  where t.district_id = :district_id and t.student_id in ({ids})"""
_FRESH = ("drop table if exists pg_temp.{0}", "create temporary table {0} on commit drop as {1}", "analyze {0}")
_CHANGED = """select k.id as student_id, b.before from students k
  left join (select distinct on (row_id) row_id, before from {before} where kind = 'students' order by row_id{place}) b
    on b.row_id = k.id
  where k.district_id = :district_id and k.created_at < :now and k.updated_at = :now"""
_ROLES = """select o.id as row_id, o.student_id, b.before from student_schools o
  left join (select distinct on (row_id) row_id, before from {before} where kind = 'student_schools' order by row_id{place}) b
    on b.row_id = o.id
  where o.district_id = :district_id and o.updated_at = :now"""
# Whose stays may differ: they come back, or are at another school; a role is new, elsewhere, gone, back or of other days.
_CONCERNED = """
select student_id from ({changed}) c join students k on k.district_id = :district_id and k.id = c.student_id
where (c.before ->> 'deleted_at') is not null and k.deleted_at is null
  or (c.before ->> 'school_id')::uuid is distinct from k.school_id and c.before is not null
  or (c.before ->> 'merged_into')::uuid is distinct from k.merged_into and c.before is not null
union
select whose.id from ({roles}) r join student_schools o on o.district_id = :district_id and o.id = r.row_id
cross join lateral unnest(array[o.student_id, (r.before ->> 'student_id')::uuid]) whose (id)
join students k on k.district_id = :district_id and k.id = whose.id and k.created_at < :now
where r.before is null or ((r.before ->> 'deleted_at') is null) <> (o.deleted_at is null)
  or ((r.before ->> 'school_id')::uuid, (r.before ->> 'student_id')::uuid, (r.before ->> 'begins_on')::date,
    (r.before ->> 'ends_on')::date) is distinct from (o.school_id, o.student_id, o.begins_on, o.ends_on)"""
_OLD_STUDENTS = """select (jsonb_populate_record(k, coalesce(c.before, '{{}}'))).* from students k
left join ({changed}) c on c.student_id = k.id
where k.district_id = :district_id and k.id in (select student_id from stays_concerned)"""
_OLD_ROLES = """select (jsonb_populate_record(o, coalesce(r.before, '{{}}'))).* from student_schools o
left join ({roles}) r on r.row_id = o.id
where o.district_id = :district_id and o.student_id in (select student_id from stays_concerned)
  and (o.created_at < :now or r.before is not null)"""
_NOW = """select * from {} where district_id = :district_id and {} in (select student_id from stays_concerned)"""
# What goes on: of one row, what it was (`w`) and is (`a`). Another school: until yesterday. Back: since today, or the role's own
# day, if that lies between. Begun anew by its own days: those say since when.
_ONWARD = """
insert into stays_noted
select a.student_id, w.school_id, w.row_id, w.first_on,
  case when a.school_id <> w.school_id then least(w.last_on, cast(:today as date) - 1) else w.last_on end,
  case when a.school_id = w.school_id and w.is_gone and not a.is_gone
    then case when a.begins_on between w.last_on + 1 and :today then a.begins_on else :today end end, w.basis
from stays_were w join stays_are a on a.row_id = w.row_id
where w.first_on <= w.last_on and (a.school_id <> w.school_id or w.last_on < cast(:today as date) and not a.is_gone
  and (w.is_gone or a.begins_on > w.last_on))"""
# What their own row said of a school, before it named none, or one where a role does; not where a role says since when.
_OWN_BEFORE = """
insert into stays_noted
select coalesce(k.merged_into, k.id), w.school_id, w.row_id, w.first_on,
  least(w.last_on, cast(:today as date) - case when k.school_id is distinct from w.school_id then 1 else 0 end), null, w.basis
from stays_were w join students k on k.district_id = :district_id and k.id = w.row_id
where w.first_on <= w.last_on and w.first_on <= :today and not exists (select from stays_are a where a.row_id = w.row_id)
  and (k.merged_into is not null or not exists (select from stays_are a
    where a.student_id = w.student_id and a.school_id = w.school_id and a.begins_on is not null))"""
# A school their row names from today on, be it that a role said so until now; a role that is at another from now on.
_SINCE = """
insert into stays_noted
select a.student_id, a.school_id, a.row_id, null, null, cast(:today as date), a.basis
from stays_are a left join stays_were w on w.row_id = a.row_id
where not a.is_gone and w.school_id is distinct from a.school_id and a.first_on < :today
  and (a.row_id = a.student_id or w.school_id is not null and (a.begins_on is null or a.begins_on <= w.last_on))"""
# Nobody listed them between: no enrolment goes on over it.
_AWAY = f"""
insert into stays_noted
select k.id, null, k.id, null, {day_in_sql("o.deleted_at")}, cast(:today as date), 'sent'
from students k join stays_students o on o.id = k.id
where k.district_id = :district_id and k.deleted_at is null and o.deleted_at is not null
  and {day_in_sql("o.deleted_at")} + 1 < cast(:today as date)"""
_KEEP = """
insert into student_stays (district_id, id, student_id, school_id, row_id, first_on, last_on, next_on, basis, recorded_at)
select :district_id, uuidv7(), student_id, school_id, row_id, first_on, last_on, next_on, basis, :now from stays_noted
where (next_on is null or last_on is null or last_on + 1 < next_on) and (first_on is null or first_on <= last_on)"""
_LATEST = """
with newest as (select distinct on (row_id, school_id) id from student_stays
  where district_id = :district_id and next_on is not null and row_id in ({rows})
  order by row_id, school_id, next_on desc, id desc)
update student_stays t set is_latest = not t.is_latest
where t.district_id = :district_id and t.row_id in ({rows}) and t.is_latest <> (t.id in (select id from newest))"""
_NOTED = (
    "stays_noted (student_id uuid, school_id uuid, row_id uuid, first_on date, last_on date, next_on date, basis text)"
)
# What an import noted of those it is taken back for.
_UNDONE = """
create temporary table stays_undone on commit drop as
with gone as (delete from student_stays t where t.district_id = :district_id and t.recorded_at = cast(:moment as timestamptz)
  and exists (select from students k where k.district_id = t.district_id and k.id = t.student_id
    and case when cast(:of as uuid[]) is null then k.updated_at = :now or exists (select from student_schools o
        where o.district_id = k.district_id and o.student_id = k.id and o.updated_at = :now)
      else k.id = any (cast(:of as uuid[])) end)
  returning t.row_id)
select distinct row_id from gone"""


async def remember(ctx: Context, student_ids: Sequence[UUID] | str) -> None:
    """Before students or their roles are written: how they are. `student_ids`: these, or SQL of them."""
    ids = student_ids if isinstance(student_ids, str) else "select unnest(cast(:ids as uuid[]))"
    drop, create, analyze = _FRESH
    await execute(ctx, drop.format(BEFORE))
    given = {} if isinstance(student_ids, str) else {"ids": list(student_ids)}
    await execute(ctx, create.format(BEFORE, _ROWS.format(ids=ids)), **given)
    await execute(ctx, analyze.format(BEFORE))


async def note(ctx: Context, today: date, before: str = BEFORE) -> None:
    """After that: what is over. `before` is a table of the rows as they were, as `remember` makes one."""
    place = ", place" if before != BEFORE else ""
    changed, roles = (one.format(before=before, place=place) for one in (_CHANGED, _ROLES))
    tables = {
        "stays_concerned": _CONCERNED.format(changed=changed, roles=roles),
        "stays_students": _OLD_STUDENTS.format(changed=changed),
        "stays_roles": _OLD_ROLES.format(roles=roles),
        "stays_were": by_roster("stays_students", "stays_roles"),
        "stays_are": by_roster(
            f"({_NOW.format('students', 'id')})", f"({_NOW.format('student_schools', 'student_id')})"
        ),
    }
    for name, query in tables.items():
        for statement in _FRESH:
            await execute(ctx, statement.format(name, query))
    await execute(ctx, "drop table if exists pg_temp.stays_noted")
    await execute(ctx, f"create temporary table {_NOTED} on commit drop")
    for statement in (_ONWARD, _OWN_BEFORE, _SINCE, _AWAY, _KEEP):
        await execute(ctx, statement, today=today)
    await execute(ctx, _LATEST.format(rows="select row_id from stays_noted"))


async def undo(ctx: Context, moment: datetime, student_ids: Sequence[UUID] | None = None) -> None:
    """Forget what was noted at a moment: of these students, or (None) of all who were changed in this work."""
    await execute(ctx, "drop table if exists pg_temp.stays_undone")
    await execute(ctx, _UNDONE, moment=moment, of=None if student_ids is None else list(student_ids))
    await execute(ctx, _LATEST.format(rows="select row_id from stays_undone"))
