"""The SQL of changes. Each begins with what becomes of tasks and ends with `emitted_in_sql`: history, and one event a person."""

from sqlalchemy import text

from services.scheduling.planning.occurrences.due_date_arrays import DUE_DATES
from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.planning.targets.owners import (
    SLOT,
    is_done_in_sql,
    owner_in_sql,
    owners_in_sql,
    pool_in_sql,
    task_holders_in_sql,
)
from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.planning.targets.repository import places_in_sql
from services.scheduling.planning.teams.repository import HELD
from services.scheduling.work.task_states import LIVE_SQL, live_in_sql
from services.scheduling.work.tasks.change_events import FORMER, STAMP, emitted_in_sql
from shared.directory.queries import holders_in_sql

EARLIER_TARGET = "case when t.target_on > w.due_on then w.due_on else t.target_on end"


# Where these people's roles are asked for by what nobody has, or by what each who holds them does.
WAITING_FOR = text(f"""
select t.school_id from {HELD} r
join activities a on a.district_id = r.district_id and a.owner_role = r.role and a.reached_on is not null
join tasks t on t.district_id = r.district_id and t.activity_id = a.id and t.owner_id is null and not t.is_pool
  and {live_in_sql()} and (r.school_id is null or t.school_id = r.school_id)
where r.district_id = :district_id and r.staff_id = any (cast(:staff_ids as uuid[]))
union
select r.school_id from {HELD} r
join activities a on a.district_id = r.district_id and a.owner_role = r.role and a.reached_on is not null
  and a.owned_by = '{OwnedBy.EACH}' and a.retired_on is null
join plans p on p.district_id = a.district_id and p.id = a.plan_id and p.state = 'published'
where r.district_id = :district_id and r.staff_id = any (cast(:staff_ids as uuid[])) order by school_id""")


def _candidates() -> str:
    """The tasks `t` that may have to change: of the activities of the CTE `scope`, at the schools; done ones never.

    What a hand withdrew stays withdrawn.
    """
    return f"""select t.id, t.activity_id, t.school_id, {place_in_sql("t.school_id")} as place, t.occurrence_on, t.slot_id,
         t.state, t.due_on, t.owner_id, t.owner_cause, t.is_pool, t.role, t.blocked_on, t.moved_from, a.owner_role
  from tasks t join scope a on a.id = t.activity_id
  where not :only_new and t.activity_id = any (cast(:activity_ids as uuid[]))
    and t.state <> 'done' and (t.state <> 'withdrawn' or t.withdrawn_cause = 'rule')
    and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))"""


#: Something becomes of the task that is wished `w`.
DIFFERS = """(w.state <> w.former_state
         or (w.state <> 'withdrawn' and (w.due_on <> w.former_due_on or w.owner_id is distinct from w.former_owner_id
                                         or w.is_pool <> w.former_is_pool or w.role is distinct from w.former_role)))"""


def wished(tasks: str) -> str:
    """What the plans want of the tasks of a CTE (as `_candidates` has them): their state, day and owner.

    It stands behind the CTEs `targeted`, `desired` and those of `task_holders_in_sql`.
    """
    return f"""
  select h.id, h.state as former_state, h.due_on as former_due_on, h.owner_id as former_owner_id, h.blocked_on,
    h.is_pool as former_is_pool, h.role as former_role, t.is_pool, t.role,
    case when t.activity_id is null or (h.activity_id = any (cast(:redated as uuid[])) and d.activity_id is null) then 'withdrawn'
         when h.activity_id = any (cast(:vanishing as uuid[])) and d.activity_id is null and h.due_on >= :today then 'withdrawn'
         when h.state <> 'withdrawn' then h.state
         when d.due_on >= :today then 'open' else 'withdrawn' end as state,
    case when d.due_on is not null and (h.activity_id = any (cast(:redated as uuid[]))
             or (h.state = 'withdrawn' and h.moved_from is distinct from d.due_on)) then d.due_on
         else h.due_on end as due_on,
    case when h.slot_id is not null then h.slot_id
         when case h.owner_cause
           when 'hand' then (h.owner_id, h.school_id) in (select r.staff_id, r.school_id from holding r)
             or h.owner_id in (select r.staff_id from holding r where r.school_id is null)
           else t.named_id is null and (
             (h.owner_id, h.owner_role, h.school_id) in (select r.staff_id, r.role, r.school_id from holding r)
             or (h.owner_id, h.owner_role) in (select r.staff_id, r.role from holding r where r.school_id is null)) end
         then h.owner_id else t.holder_id end as owner_id
  from {tasks} h
  left join targeted t on t.activity_id = h.activity_id and t.place = h.place
    and {place_in_sql("t.slot_id")} = {place_in_sql("h.slot_id")}
  left join desired d on d.activity_id = h.activity_id and d.place = h.place
    and {place_in_sql("d.slot_id")} = {place_in_sql("h.slot_id")}
    and coalesce(d.occurrence_on, '-infinity') = coalesce(h.occurrence_on, '-infinity')"""


# Holds the tasks of some activities and schools against what the published plans now want of them: `statements.md` explains it
# from end to end. Only tasks that differ are locked, and then looked at again: what somebody changed meanwhile counts.
FOLLOW_PLANS = text(f"""
with {task_holders_in_sql(":today")}, {DUE_DATES},
scope as (
  select a.* from activities a join plans p on p.district_id = a.district_id and p.id = a.plan_id and p.state = 'published'
  where a.reached_on is not null and a.id = any (cast(:activity_ids as uuid[]))),
standing as (select * from scope where retired_on is null),
places as ({places_in_sql("standing", ":today", "(:every_school or s.id = any (cast(:school_ids as uuid[])))")}),
targeted as materialized (
  select a.id as activity_id, a.plan_id, a.goal_id, a.strategy_id, a.owner_role, p.school_id,
         {place_in_sql("p.school_id")} as place, coalesce(own.calendar, 0) as calendar, named.id as named_id,
         {SLOT} as slot_id, {owner_in_sql("a")} as holder_id,
         {pool_in_sql("a")}
  from standing a join places p on p.activity_id = a.id
  left join own on own.school_id = p.school_id
  {owners_in_sql("a", "p.school_id")}
  where {is_done_in_sql("a")}),
desired as materialized (
  select t.*, f.occurrence_on, f.due_on from targeted t
  join falls f on f.activity_id = t.activity_id and f.calendar = t.calendar),
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
    is_pool = case when w.state = 'withdrawn' then t.is_pool else w.is_pool end,
    role = case when w.state = 'withdrawn' then t.role else w.role end,
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
  insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, slot_id, is_pool,
                     role, owner_id, state, due_on, created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), d.plan_id, d.goal_id, d.strategy_id, d.activity_id, d.school_id, d.occurrence_on, d.slot_id,
         d.is_pool, d.role, d.holder_id, 'open', d.due_on, :now, :now, :actor, :actor, 1
  from desired d where d.due_on >= :today and not exists (
    select from tasks t where t.district_id = :district_id and t.plan_id = d.plan_id and t.activity_id = d.activity_id
      and t.activity_id = any (cast(:activity_ids as uuid[])) and {place_in_sql("t.school_id")} = d.place
      and t.occurrence_on is not distinct from d.occurrence_on and {place_in_sql("t.slot_id")} = {place_in_sql("d.slot_id")})
  order by d.activity_id, d.school_id, d.due_on, d.slot_id
  returning null::text as former_state, null::uuid as former_owner_id, null::date as former_due_on,
            id, origin_kind, plan_id, activity_id, owed_work_id, role, is_pool, school_id, owner_id, state::text, due_on),
{emitted_in_sql("updated", "added")}""")

# Holds what no plan asks for against the directory: a task of somebody who has left, or whom its role has found.
FOLLOW_OTHERS = text(f"""
with {holders_in_sql(":today")},
closed as (select id from directory_schools where closes_on < :today),
had as materialized (
  select t.id, t.school_id, t.owner_id, t.role, t.is_pool, t.slot_id, t.blocked_on,
    t.school_id in (select id from closed) as is_over,
    (t.owner_id, t.school_id) in (select staff_id, school_id from holding)
      or t.owner_id in (select staff_id from holding where school_id is null) as is_held
  from tasks t
  where t.activity_id is null and t.origin_kind = :origin and t.state in {LIVE_SQL}
    and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))
  order by t.id for update of t),
wished as (
  select h.id, coalesce(h.is_over or (h.slot_id is not null and not h.is_held), false) as is_over, h.blocked_on,
    case when h.is_held then h.owner_id when not h.is_pool then coalesce(at_school.staff_id, of_district.staff_id) end as owner_id
  from had h
  left join at_school on at_school.school_id = h.school_id and at_school.role = h.role
  left join of_district on of_district.role = h.role),
updated as (
  update tasks t set {STAMP},
    state = case when w.is_over then 'withdrawn' else t.state end,
    owner_id = case when w.is_over then t.owner_id else w.owner_id end,
    owner_cause = case when w.is_over then t.owner_cause else 'role' end,
    blocked_on = case when not w.is_over then w.blocked_on end,
    withdrawn_reason = case when w.is_over then :reason end,
    withdrawn_cause = case when w.is_over then 'rule' end
  from wished w
  where t.district_id = :district_id and t.id = w.id and (w.is_over or w.owner_id is distinct from t.owner_id)
  returning {FORMER}),
{emitted_in_sql("updated")}""")

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
