"""Who is a student of which school, from when to when.

A day counts by the first of these grounds that speaks of a student and a school: enrolment as it was sent, the days of the
roster's roles, the nights the roster listed them. Days between a student's leaving and their return are in none of them, whoever
says how they were enrolled: a role that goes on, and an enrolment sent from before to after, say nothing of them. An enrolment
that begins or ends between speaks of them, and holds as it was sent.
"""
# ruff: noqa: S608  names of tables and columns are this code's own

from datetime import UTC, datetime

from shared.context.days import day_in_sql

#: Behind every moment that is recorded: what is known now.
AS_KNOWN = datetime.max.replace(tzinfo=UTC)


def in_force(row: str) -> str:
    """SQL: what was recorded stood at `:as_of`."""
    return f"{row}.recorded_at <= :as_of and ({row}.superseded_at is null or {row}.superseded_at > :as_of)"


_GONE = f"coalesce({day_in_sql('{0}.deleted_at')}, 'infinity')"


def by_roster(students: str = "students", roles: str = "student_schools") -> str:
    """SQL of what the roster lists, from `students` and `roles`, or tables like them: student, school, first and last day,
    `basis`; `row_id` of the role, or the student where only their own row names the school; the role's first day, and whether
    the roster lists it. It takes `:district_id`.

    Who was there when the district's first roster came was there before. Whom the roster lists no more is nobody's. Their
    own school counts by itself where no role of theirs there does.
    """
    return f"""select r.row_id, r.student_id, r.school_id, r.begins_on, r.deleted_at is not null as is_gone,
  greatest(coalesce(r.begins_on,
    case when r.created_at <= begun.at then '-infinity'::date else {day_in_sql("r.created_at")} end), t.next_on) as first_on,
  least(coalesce(r.ends_on, 'infinity'), {_GONE.format("r")}) as last_on,
  case when r.begins_on is null and r.ends_on is null then 'listed' else 'roles' end as basis
from (
  select o.id as row_id, o.student_id, o.school_id, o.begins_on, o.ends_on, o.created_at,
    least(o.deleted_at, k.deleted_at) as deleted_at
  from {roles} o left join {students} k on k.district_id = o.district_id and k.id = o.student_id
  where o.district_id = :district_id
  union all
  select k.id, k.id, k.school_id, null, null, k.created_at, k.deleted_at from {students} k
  where k.district_id = :district_id and k.school_id is not null and k.merged_into is null
    and not exists (select from {roles} o where o.district_id = k.district_id and o.student_id = k.id
      and o.school_id = k.school_id and (o.deleted_at is null or o.deleted_at >= k.deleted_at))
) r
cross join (select coalesce(min(i.finished_at), 'infinity') as at from roster_imports i
  where i.district_id = :district_id and i.finished_at is not null and not i.validate_only
    and i.state in ('finished', 'finished_with_faults')) begun
left join student_stays t on t.district_id = :district_id and t.is_latest and t.row_id = r.row_id and t.school_id = r.school_id"""


_SENT = f"""select e.student_id, e.school_id, e.begins_on, e.ends_on,
  coalesce(e.ends_on, (select {_GONE.format("k")} from students k where k.district_id = e.district_id and k.id = e.student_id),
    'infinity') as last_on
from school_enrollments e where e.district_id = :district_id and {in_force("e")}"""
#: SQL: when a student was away (`t`), of those who were.
_AWAY = "t.district_id = :district_id and t.school_id is null"
#: SQL: rows of student, school, first and last day, and `basis`, what they were taken from: enrolment as it was sent and stood at
#: `:as_of`; of a student and a school of whom nothing was, what the roster lists and did before.
#: It takes `:district_id` and `:as_of`.
SPANS = f"""select e.student_id, e.school_id, e.begins_on as first_on, e.last_on, 'sent' as basis from ({_SENT}) e
where not exists (select from student_stays t where {_AWAY} and t.student_id = e.student_id)
union all
select e.student_id, e.school_id, lower(p.part), upper(p.part) - 1, 'sent'
from (select distinct t.student_id from student_stays t where {_AWAY}) a
join ({_SENT}) e on e.student_id = a.student_id and e.begins_on <= e.last_on
cross join lateral unnest(datemultirange(daterange(e.begins_on, e.last_on, '[]')) - coalesce((
  select range_agg(daterange(t.last_on, t.next_on, '()')) from student_stays t
  where {_AWAY} and t.student_id = e.student_id and t.last_on >= e.begins_on and t.next_on <= e.last_on), '{{}}')) p (part)
union all
select r.student_id, r.school_id, r.first_on, r.last_on, r.basis
from (
  select student_id, school_id, first_on, last_on, basis from ({by_roster()}) now
  union all
  select t.student_id, t.school_id, t.first_on, t.last_on, t.basis from student_stays t
  where t.district_id = :district_id and t.first_on is not null
) r
where not exists (select from school_enrollments e where e.district_id = :district_id and e.student_id = r.student_id
  and e.school_id = r.school_id and {in_force("e")})"""
