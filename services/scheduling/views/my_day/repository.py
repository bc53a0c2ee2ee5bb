"""SQL of a person's day: one query, one round trip.

($1): [1] the person, [2] now, [3] schools whose tasks they may see (null: all), [4] schools they hold a role at (null: any),
as `shared.context.paging` writes arrays; [5] and [6] as `asking.py` says; from [7] on what `MAY` takes.
Whose tasks are the person's to do says `plates_in_sql`; a further way to come by one is a further row there, a further reason a
further branch of `reasons`.
"""

from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.references import BARRIER
from services.scheduling.views.my_day.asking import ASKED, ASKED_JSON
from services.scheduling.work.task_states import asked_for_in_sql
from services.scheduling.work.tasks.may import MAY
from services.scheduling.work.tasks.repository import COLUMNS, DONE_WHEN, LIVE, ROLE, SOURCE
from services.scheduling.work.tasks.sharing import is_shared_everywhere_in_sql, plates_in_sql
from services.scheduling.work.tasks.taking import is_of_in_sql, roles_to_take_by_in_sql
from shared.context.days import day_in_sql, zone_in_sql
from shared.directory.references import STAFF
from shared.front_ends.queries import addresses_in_sql

#: Lists of the reply; a task stands in the first it has a reason for.
LISTS = (
    "overdue",
    "due_today",
    "due_soon",
    "in_progress",
    "blocked",
    "waiting_for_you",
    "mentioned",
    "to_take",
    "watched",
)
#: Days ahead that are soon.
SOON = 14
#: What is overdue for longer is overdue by as many school days as these days had.
OLDEST = 400

#: The task is at a place where the person holds a role; what the district itself owes is of those who hold one for it.
WHERE_THEY_WORK = "(($1)[4] is null or t.school_id = any (($1)[4]::uuid[]))"
#: It is asked for soon, or somebody is at it, where the person holds a role.
ON_PLATE = f"""{LIVE} and {WHERE_THEY_WORK}
      and (t.due_on <= today.day + {SOON} or t.state in ('in_progress', 'blocked'))"""
DAY = "(select day from today)"
STANDING_FOR = "(select owner_id as staff_id, school_id, is_cover from plates)"
#: Whose share a task is, as a reason: the person's own with its owner, or that of whom they act for.
SHARER = "case when w.staff_id = ($1)[1]::uuid then 'responsible' else 'covering' end"
WITH_WHOM = "case when w.staff_id = ($1)[1]::uuid then t.owner_id else w.staff_id end"
PLATE = f"""
today as materialized (
  select {zone_in_sql()} as zone, {day_in_sql("($1)[2]")} as day),
{plates_in_sql(person="($1)[1]::uuid", day=DAY)},
plate as materialized (
  select distinct on (t.due_on, t.id) t.id, t.school_id, t.due_on, t.state, mine.why, mine.person_id
  from (
    select t.id, case when plates.is_cover then 'covering' else 'owner' end as why,
      case when plates.is_cover then plates.owner_id end as person_id, 1 as place
    from plates join tasks t on t.owner_id = plates.owner_id
      and (plates.school_id is null or plates.school_id = t.school_id), today
    where {ON_PLATE}
    union all
    select t.id, {SHARER}, {WITH_WHOM}, 2 from shared w join tasks t on t.id = w.id, today where {ON_PLATE}
    union all
    select t.id, {SHARER}, {WITH_WHOM}, 2 from shared_everywhere w join tasks t on {is_shared_everywhere_in_sql(DAY)}, today
    where {ON_PLATE}) mine
  join tasks t on t.id = mine.id
  order by t.due_on, t.id, mine.place, mine.why desc limit 500)"""

# School days up to each day, at each school with something overdue: a school's own word on a day beats the district's, and a
# school with years of its own goes by them.
COUNTED = f"""
late as materialized (
  select school_id, {place_in_sql("school_id")} as place, greatest(min(due_on), max(today.day) - {OLDEST}) as first
  from plate, today where state <> 'blocked' and due_on < today.day group by school_id),
counted as materialized (
  select late.place, calendar.day, count(*) filter (where
      coalesce(own.school_is_held, listed.school_is_held, extract(isodow from calendar.day) < 6) and exists (
        select from school_years y where calendar.day between y.starts_on and y.ends_on
        and y.school_id is not distinct from (
          select o.school_id from school_years o where o.school_id = late.school_id limit 1)))
    over (partition by late.place order by calendar.day) as days
  from late cross join today
  cross join lateral (select at::date as day from generate_series(late.first, today.day, interval '1 day') at) calendar
  left join calendar_days own on own.school_id = late.school_id and own.day = calendar.day
  left join calendar_days listed on listed.school_id is null and listed.day = calendar.day)"""

# Of a plan that has ended nothing is on anybody's day.
MAY_SEE = f"""{asked_for_in_sql()} and (($1)[3] is null or t.school_id = any (($1)[3]::uuid[])
    or {WHERE_THEY_WORK} and (
      exists (select from plates p where p.owner_id = t.owner_id and (p.school_id is null or p.school_id = t.school_id))
      or t.given_by = ($1)[1]::uuid
      or t.id in (select id from shared)
      or exists (select from shared_everywhere w where {is_shared_everywhere_in_sql(DAY)})))"""

REASONS = f"""
mentions as (
  select t.id, m.comment_id, c.author_id, m.mentioned_at from task_mentions m
  join task_comments c on c.district_id = m.district_id and c.id = m.comment_id
  join tasks t on t.district_id = m.district_id and t.id = m.task_id
  where m.staff_id = ($1)[1]::uuid and m.answered_at is null and {MAY_SEE}
  order by m.mentioned_at desc limit 200),
waiting as (
  select t.id, b.id as barrier_id, k.blocked_on from barriers b
  join barrier_tasks k on k.district_id = b.district_id and k.barrier_id = b.id and k.unblocked_on is null
  join tasks t on t.district_id = k.district_id and t.id = k.task_id
  where b.assignee_id = ($1)[1]::uuid and b.state not in ('resolved', 'confirmed') and t.state = 'blocked' and {MAY_SEE}
  order by k.blocked_on, t.id limit 200),
pooled as (
  select distinct on (t.due_on, t.id) t.id, case when h.is_cover then h.staff_id end as absent_id
  from {roles_to_take_by_in_sql(STANDING_FOR, DAY)} h join tasks t on {is_of_in_sql("h")}, today
  where {LIVE} and {WHERE_THEY_WORK} and t.due_on <= today.day + {SOON}
  order by t.due_on, t.id, h.is_cover, h.starts_on, h.id limit 200),
changed as (
  select t.id, max(h.happened_at) as at from task_watchers w
  join tasks t on t.district_id = w.district_id and t.id = w.task_id
  join task_history h on h.district_id = t.district_id and h.task_id = t.id, today
  where w.staff_id = ($1)[1]::uuid and {MAY_SEE} and h.happened_at >= (today.day - 1)::timestamp at time zone today.zone
    and h.actor <> 'person:' || ($1)[1] and (h.what <> 'note' or h.after = 'school' or ($1)[3] is null)
  group by t.id order by at desc limit 200),
reasons (task_id, list, why, school_days, barrier_id, comment_id, person_id, since) as (
  select id, null::int, why, null::bigint, null::uuid, null::uuid, person_id, null::timestamptz from plate
  union all
  select plate.id, 1, 'overdue', coalesce(upto.days, 0) - coalesce(before.days, 0), null, null, null, null
  from plate cross join today
  left join counted upto on upto.place = {place_in_sql("plate.school_id")} and upto.day = today.day
  left join counted before on before.place = {place_in_sql("plate.school_id")} and before.day = plate.due_on
  where state <> 'blocked' and due_on < today.day
  union all
  select id, 2, 'due_today', null, null, null, null, null from plate, today where state <> 'blocked' and due_on = today.day
  union all
  select id, 3, 'due_soon', null, null, null, null, null from plate, today
  where state <> 'blocked' and due_on > today.day and due_on <= today.day + {SOON}
  union all
  select id, 4, 'in_progress', null, null, null, null, null from plate where state = 'in_progress'
  union all
  select id, 5, 'blocked', null, null, null, null, null from plate where state = 'blocked'
  union all
  select id, 6, 'waiting_for_you', null, barrier_id, null, null, null from waiting
  union all
  select id, 7, 'mentioned', null, null, comment_id, author_id, mentioned_at from mentions
  union all
  select id, 8, 'to_take', null, null, null, null, null from pooled
  union all
  select id, null, 'covering', null, null, null, absent_id, null from pooled where absent_id is not null
  union all
  select id, 9, 'watched', null, null, null, null, at from changed)"""

_LISTED = ",\n".join(
    f"  '{name}', coalesce(json_agg(task order by due_on, id) filter (where list = {place}), '[]')"
    for place, name in enumerate(LISTS, start=1)
)

GIVEN, MAY_DO, OF_CALLER = MAY.placed(7)

# `repository.md` explains it from end to end.
MY_DAY = f"""
with recursive {GIVEN},
{PLATE},
{COUNTED},
{REASONS},
{ASKED},
grouped as (
  select task_id, min(list) as list, json_agg(
    json_build_object('why', why, 'school_days', school_days, 'barrier', {BARRIER.reference("reasons.barrier_id")},
      'comment_id', comment_id, 'person', {STAFF.reference("reasons.person_id")}, 'since', since)
    order by list nulls first, since) as reasons
  from reasons group by task_id),
shown as materialized (
  select grouped.list, t.due_on, t.id, (select row_to_json(wire) from (select {COLUMNS}, {DONE_WHEN} as done_when,
      {MAY_DO} as may, grouped.reasons,
      case when t.owner_cause = 'role' or t.owner_id is null then {ROLE} end as owed_as) wire) as task
  from grouped join {SOURCE} on t.id = grouped.task_id)
select json_build_object('day', (select day from today), 'asked_of_you', {ASKED_JSON},
'language', (select s.language from directory_staff s where s.id = ($1)[1]::uuid),
'front_end', {addresses_in_sql("($1)[1]::uuid")},
'role_names', (select coalesce(json_object_agg(c.code, c.names), '{{}}') from directory_catalogue c),
'own_notes', (
  select coalesce(json_agg(json_build_object('id', n.id, 'title', n.title, 'due_on', n.due_on) order by n.due_on, n.id), '[]')
  from (
    select n.* from own_notes n, today
    where n.staff_id = ($1)[1]::uuid and n.done_at is null and n.due_on <= today.day + {SOON}
    order by n.due_on, n.id limit 200) n),
{_LISTED})::text, null
from shown"""
