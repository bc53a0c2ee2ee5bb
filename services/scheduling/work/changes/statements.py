"""The SQL of changes. Each begins with what becomes of tasks and ends with `emitted_in_sql`: history, and one event a person."""

from sqlalchemy import text

from services.scheduling.planning.occurrences.due_date_arrays import DUE_DATES
from services.scheduling.planning.targets.repository import targeted_in_sql
from services.scheduling.work.task_states import live_in_sql
from services.scheduling.work.tasks.change_events import FORMER, STAMP, emitted_in_sql
from shared.directory.queries import holders_in_sql

EARLIER_TARGET = "case when t.target_on > w.due_on then w.due_on else t.target_on end"


UNOWNED_SCHOOLS = text(f"""
select distinct t.school_id from directory_roles r
join activities a on a.district_id = r.district_id and a.owner_role = r.role and a.reached_on is not null
join tasks t on t.district_id = r.district_id and t.activity_id = a.id and t.owner_id is null
  and {live_in_sql()} and (r.school_id is null or t.school_id = r.school_id)
where r.district_id = :district_id and r.staff_id = any (cast(:staff_ids as uuid[])) order by t.school_id""")


def _candidates() -> str:
    """The tasks `t` that may have to change: of the activities of the CTE `scope`, at the schools; done ones never.

    What a hand withdrew stays withdrawn.
    """
    return """select t.id, t.activity_id, t.school_id, t.occurrence_on, t.state, t.due_on, t.owner_id, t.owner_cause,
         t.blocked_on, t.moved_from, a.owner_role
  from tasks t join scope a on a.id = t.activity_id
  where not :only_new and t.activity_id = any (cast(:activity_ids as uuid[]))
    and t.state <> 'done' and (t.state <> 'withdrawn' or t.withdrawn_cause = 'rule')
    and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))"""


#: Something becomes of the task that is wished `w`.
DIFFERS = """(w.state <> w.former_state
         or (w.state <> 'withdrawn' and (w.due_on <> w.former_due_on or w.owner_id is distinct from w.former_owner_id)))"""


def wished(tasks: str) -> str:
    """What the plans want of the tasks of a CTE (as `_candidates` has them): their state, day and owner.

    It stands behind the CTEs `targeted`, `desired` and those of `holders_in_sql`.
    """
    return f"""
  select h.id, h.state as former_state, h.due_on as former_due_on, h.owner_id as former_owner_id, h.blocked_on,
    case when t.activity_id is null or (h.activity_id = any (cast(:redated as uuid[])) and d.activity_id is null) then 'withdrawn'
         when h.state <> 'withdrawn' then h.state
         when d.due_on >= :today then 'open' else 'withdrawn' end as state,
    case when d.due_on is not null and (h.activity_id = any (cast(:redated as uuid[]))
             or (h.state = 'withdrawn' and h.moved_from is distinct from d.due_on)) then d.due_on
         else h.due_on end as due_on,
    case when case h.owner_cause
           when 'hand' then (h.owner_id, h.school_id) in (select r.staff_id, r.school_id from holding r)
             or h.owner_id in (select r.staff_id from holding r where r.school_id is null)
           else (h.owner_id, h.owner_role, h.school_id) in (select r.staff_id, r.role, r.school_id from holding r)
             or (h.owner_id, h.owner_role) in (select r.staff_id, r.role from holding r where r.school_id is null) end
         then h.owner_id else coalesce(at_school.staff_id, of_district.staff_id) end as owner_id
  from {tasks} h
  left join targeted t on t.activity_id = h.activity_id and t.school_id = h.school_id
  left join desired d on d.activity_id = h.activity_id and d.school_id = h.school_id
    and coalesce(d.occurrence_on, '-infinity') = coalesce(h.occurrence_on, '-infinity')
  left join at_school on at_school.school_id = h.school_id and at_school.role = h.owner_role
  left join of_district on of_district.role = h.owner_role"""


# Holds the tasks of some activities and schools against what the published plans now want of them: `statements.md` explains it
# from end to end. Only tasks that differ are locked, and then looked at again: what somebody changed meanwhile counts.
FOLLOW_PLANS = text(f"""
with {holders_in_sql(":today")}, {DUE_DATES},
scope as (
  select a.* from activities a join plans p on p.district_id = a.district_id and p.id = a.plan_id and p.state = 'published'
  where a.reached_on is not null and a.id = any (cast(:activity_ids as uuid[]))),
targeted as materialized (
  select a.id as activity_id, a.plan_id, a.goal_id, a.strategy_id, a.owner_role, s.id as school_id,
         coalesce(own.calendar, 0) as calendar
  from scope a join directory_schools s on s.district_id = a.district_id and a.retired_on is null and {targeted_in_sql(":today")}
    and (:every_school or s.id = any (cast(:school_ids as uuid[])))
  left join own on own.school_id = s.id),
desired as materialized (
  select t.*, f.occurrence_on, f.due_on, coalesce(h.staff_id, d.staff_id) as holder_id
  from targeted t join falls f on f.activity_id = t.activity_id and f.calendar = t.calendar
  left join at_school h on h.school_id = t.school_id and h.role = t.owner_role
  left join of_district d on d.role = t.owner_role),
live as (
  {_candidates()}),
had as materialized (
  {_candidates()} and (:strict or t.id in (select w.id from ({wished("live")}) w where {DIFFERS}))
  order by t.id for update of t),
wished as ({wished("had")}),
updated as (
  update tasks t set state = w.state, due_on = w.due_on, target_on = {EARLIER_TARGET}, {STAMP},
    moved_from = case when w.due_on = t.due_on then t.moved_from end,
    owner_id = case when w.state = 'withdrawn' then t.owner_id else w.owner_id end,
    owner_cause = case when w.state = 'withdrawn' or w.owner_id is not distinct from t.owner_id then t.owner_cause
                       else 'role' end,
    blocked_on = case when w.state = 'blocked' then w.blocked_on end,
    withdrawn_reason = case when w.state = 'withdrawn' then coalesce(t.withdrawn_reason, :reason) end,
    withdrawn_cause = case when w.state = 'withdrawn' then 'rule' end
  from wished w
  where t.district_id = :district_id and t.id = w.id and t.activity_id = any (cast(:activity_ids as uuid[]))
    and {DIFFERS}
  returning {FORMER}),
added as (
  insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state,
                     due_on, created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), d.plan_id, d.goal_id, d.strategy_id, d.activity_id, d.school_id, d.occurrence_on, d.holder_id,
         'open', d.due_on, :now, :now, :actor, :actor, 1
  from desired d where d.due_on >= :today and not exists (
    select from tasks t where t.district_id = :district_id and t.plan_id = d.plan_id and t.activity_id = d.activity_id
      and t.activity_id = any (cast(:activity_ids as uuid[]))
      and t.school_id = d.school_id and t.occurrence_on is not distinct from d.occurrence_on)
  order by d.activity_id, d.school_id, d.due_on
  returning null::text as former_state, null::uuid as former_owner_id, null::date as former_due_on,
            id, plan_id, activity_id, school_id, owner_id, state::text, due_on),
{emitted_in_sql("updated", "added")}""")

# Tasks due on a day that is no school day any more go to the next one; those a closure moved go back when it is taken back.
FOLLOW_CALENDAR = text(f"""
with own as (
  select * from unnest(cast(:own_schools as uuid[]), cast(:own_calendars as int[])) o (school_id, calendar)),
days as (
  select * from unnest(cast(:day_calendars as int[]), cast(:days as date[]), cast(:next_days as date[]))
    d (calendar, day, next_day)),
had as materialized (
  select t.id, coalesce(own.calendar, 0) as calendar, t.due_on, t.moved_from
  from tasks t left join own on own.school_id = t.school_id
  where {live_in_sql()} and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))
    and (t.due_on in (select day from days) or t.moved_from in (select day from days))
  order by t.id for update of t),
wished as (
  select h.id, coalesce(back.day, away.next_day) as due_on,
         case when back.day is null then coalesce(h.moved_from, h.due_on) end as moved_from
  from had h
  left join days back on back.calendar = h.calendar and back.day = h.moved_from and back.next_day = back.day
  left join days away on away.calendar = h.calendar and away.day = h.due_on and away.next_day > away.day
  where coalesce(back.day, away.next_day) is not null),
updated as (
  update tasks t set due_on = w.due_on, moved_from = w.moved_from, target_on = {EARLIER_TARGET}, {STAMP}
  from wished w where t.district_id = :district_id and t.id = w.id
  returning {FORMER}),
{emitted_in_sql("updated")}""")
