"""Who is a student of which school, from when to when."""

from datetime import UTC, datetime

from shared.context.days import day_in_sql

#: Behind every moment that is recorded: what is known now.
AS_KNOWN = datetime.max.replace(tzinfo=UTC)


def in_force(row: str) -> str:
    """SQL: what was recorded stood at `:as_of`."""
    return f"{row}.recorded_at <= :as_of and ({row}.superseded_at is null or {row}.superseded_at > :as_of)"


_GONE = f"coalesce({day_in_sql('{0}.deleted_at')}, 'infinity')"
#: SQL: rows of student, school, first and last day, and `basis`, what they were taken from: enrolment as it was sent and stood at
#: `:as_of`; of a student and a school of whom nothing was, the days of the roster's roles, or the nights it listed them. Who was
#: there when the district's first roster came was there before. Whom the roster lists no more is nobody's whose end was not sent.
#: It takes `:district_id` and `:as_of`.
SPANS = f"""select e.student_id, e.school_id, e.begins_on as first_on,
  coalesce(e.ends_on, (select {_GONE.format("k")} from students k where k.district_id = e.district_id and k.id = e.student_id),
    'infinity') as last_on, 'sent' as basis
from school_enrollments e where e.district_id = :district_id and {in_force("e")}
union all
select r.student_id, r.school_id,
  coalesce(r.begins_on,
    case when r.created_at <= begun.at then '-infinity'::date else {day_in_sql("r.created_at")} end) as first_on,
  least(coalesce(r.ends_on, 'infinity'), {_GONE.format("r")}) as last_on,
  case when r.begins_on is null and r.ends_on is null then 'listed' else 'roles' end as basis
from (
  select o.student_id, o.school_id, o.begins_on, o.ends_on, o.created_at, least(o.deleted_at, k.deleted_at) as deleted_at
  from student_schools o left join students k on k.district_id = o.district_id and k.id = o.student_id
  where o.district_id = :district_id
  union all
  select k.id, k.school_id, null, null, k.created_at, k.deleted_at from students k
  where k.district_id = :district_id and k.school_id is not null and k.merged_into is null
    and not exists (select from student_schools o
      where o.district_id = k.district_id and o.student_id = k.id and o.school_id = k.school_id)
) r
cross join (select coalesce(min(i.finished_at), 'infinity') as at from roster_imports i
  where i.district_id = :district_id and i.finished_at is not null and not i.validate_only
    and i.state in ('finished', 'finished_with_faults')) begun
where not exists (select from school_enrollments e where e.district_id = :district_id and e.student_id = r.student_id
  and e.school_id = r.school_id and {in_force("e")})"""  # noqa: S608
