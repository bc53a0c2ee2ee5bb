"""Who is a student of which school, from when to when."""

from shared.context.days import day_in_sql

#: SQL: rows of student, school, first and last day, and `basis`, what they were taken from: the days of the roster's roles,
#: or the nights it listed them. Who was there when the district's first roster came was there before. Who is
#: listed no more has left, though their roles stay open for when they come back. It takes `:district_id`.
SPANS = f"""select r.student_id, r.school_id,
  coalesce(r.begins_on,
    case when r.created_at <= begun.at then '-infinity'::date else {day_in_sql("r.created_at")} end) as first_on,
  least(coalesce(r.ends_on, 'infinity'), coalesce({day_in_sql("r.deleted_at")}, 'infinity')) as last_on,
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
    and i.state in ('finished', 'finished_with_faults')) begun"""  # noqa: S608
