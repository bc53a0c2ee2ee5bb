"""The SQL of changes. Each begins with what becomes of tasks and ends with `TOLD`: history, and one event per person."""

from sqlalchemy import text

from services.scheduling.planning.occurrences.due_dates import FALLS
from services.scheduling.planning.plans.publishing import HOLDERS, TARGETED

#: How many tasks one event names.
LINES = 50

STAMP = "updated_at = :occurred_at, updated_by = :actor, version = t.version + 1"
EARLIER_TARGET = "case when t.target_on > w.due_on then w.due_on else t.target_on end"
FORMER = """old.state as former_state, old.owner_id as former_owner_id, old.due_on as former_due_on,
            new.id, new.plan_id, new.activity_id, new.school_id, new.owner_id, new.state, new.due_on"""

# From `updated` (FORMER) and `added` (the same columns, the former ones null) to history, events and counts. A role that
# changes hands is told by its handover, also one that has waited for somebody; here then only who had nobody before them, or
# gets back what was theirs.
TOLD = f"""
touched as (select * from updated union all select * from added),
noted as (
  insert into task_history (district_id, id, task_id, happened_at, actor, what, before, after, change_id)
  select :district_id, uuidv7(), u.id, :occurred_at, :actor, w.what, w.before, w.after, :change_id
  from updated u, lateral (values
    ('state', u.former_state, u.state), ('owner_id', u.former_owner_id::text, u.owner_id::text),
    ('due_on', u.former_due_on::text, u.due_on::text)) w (what, before, after)
  where w.before is distinct from w.after),
effects as (
  select t.id, t.owner_id as person_id, null::uuid as other_id,
         case when t.state = 'withdrawn' then 'withdrawn' when t.former_state is null or t.former_state = 'withdrawn'
              then 'added' else 'redated' end as change
  from touched t where t.former_state is null or (t.former_state = 'withdrawn') <> (t.state = 'withdrawn')
     or (t.former_due_on <> t.due_on and t.owner_id is not distinct from t.former_owner_id)
  union all
  select t.id, t.owner_id, t.former_owner_id, 'received' from touched t
  where t.former_state <> 'withdrawn' and t.state <> 'withdrawn' and t.owner_id is distinct from t.former_owner_id
    and (:cause <> 'role' or (t.former_owner_id is null and not exists (
      select from handovers h join activities a on a.district_id = h.district_id and a.id = t.activity_id
      where h.district_id = :district_id and h.school_id = t.school_id and h.role = a.owner_role and h.new_owner_id is null
        and h.former_owner_id <> t.owner_id)))
  union all
  select t.id, t.former_owner_id, t.owner_id, 'given_away' from touched t
  where t.former_state <> 'withdrawn' and t.state <> 'withdrawn' and t.owner_id is distinct from t.former_owner_id
    and :cause <> 'role'),
lines as (
  select e.person_id, e.change, t.plan_id,
         row_number() over (partition by e.person_id order by t.due_on, t.id, e.change) as place,
         json_build_object('task_id', t.id, 'plan_id', t.plan_id, 'activity_id', t.activity_id, 'activity_code', a.code,
                            'title', a.title, 'school_id', t.school_id, 'due_on', t.due_on, 'change', e.change,
                            'former_due_on', t.former_due_on, 'other_id', e.other_id) as line
  from effects e join touched t on t.id = e.id
  join activities a on a.district_id = :district_id and a.id = t.activity_id),
people as (
  select person_id, case when count(distinct plan_id) = 1 then min(plan_id::text)::uuid end as plan_id,
    json_build_object(
      'added', count(*) filter (where change = 'added'), 'redated', count(*) filter (where change = 'redated'),
      'withdrawn', count(*) filter (where change = 'withdrawn'), 'received', count(*) filter (where change = 'received'),
      'given_away', count(*) filter (where change = 'given_away')) as counts,
    json_agg(line order by place) filter (where place <= {LINES}) as lines
  from lines group by person_id),
told as (
  insert into outbox (district_id, id, type, subject, data, actor, correlation_id, causation_id, traceparent, occurred_at)
  select :district_id, uuidv7(), 'scheduling.tasks.changed.v1', 'changes/' || cast(:change_id as text),
         json_build_object('change_id', cast(:change_id as text), 'cause', cast(:cause as text), 'plan_id', e.plan_id,
                            'plan_title', (select p.title from plans p where p.district_id = :district_id and p.id = e.plan_id),
                            'owner_id', e.person_id, 'counts', e.counts, 'lines', e.lines),
         :actor, :correlation_id, :causation_id, :traceparent, :occurred_at
  from people e order by e.person_id)
select (select count(*) from added) as added,
  count(*) filter (where state = 'withdrawn') as withdrawn,
  count(*) filter (where former_state = 'withdrawn') as revived,
  count(*) filter (where state <> 'withdrawn' and former_state <> 'withdrawn' and former_due_on <> due_on) as redated,
  count(*) filter (where state <> 'withdrawn' and former_state <> 'withdrawn'
                     and owner_id is distinct from former_owner_id) as moved,
  count(distinct school_id) as schools,
  (select count(*) from people where person_id is not null) as people
from updated"""

NOTHING_ADDED = "added as (select * from updated where false)"

UNOWNED_SCHOOLS = text("""
select distinct t.school_id from directory_roles r
join activities a on a.district_id = r.district_id and a.owner_role = r.role and a.reached_on is not null
join tasks t on t.district_id = r.district_id and t.activity_id = a.id and t.owner_id is null
  and t.state in ('open', 'in_progress', 'blocked') and (r.school_id is null or t.school_id = r.school_id)
where r.district_id = :district_id and r.staff_id = any (cast(:staff_ids as uuid[])) order by t.school_id""")

CANDIDATES = """select t.id, t.activity_id, t.school_id, t.occurrence_on, t.state, t.due_on, t.owner_id, t.owner_cause,
         t.blocked_on, t.moved_from, a.owner_role
  from tasks t join scope a on a.id = t.activity_id
  where not :only_new and t.activity_id = any (cast(:activity_ids as uuid[]))
    and t.state <> 'done' and (t.state <> 'withdrawn' or t.withdrawn_cause = 'rule')
    and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))"""
DIFFERS = """(w.state <> w.former_state
         or (w.state <> 'withdrawn' and (w.due_on <> w.former_due_on or w.owner_id is distinct from w.former_owner_id)))"""


def wished(tasks: str) -> str:
    """What the plans want of the tasks of a CTE: their state, day and owner."""
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


# Holds the tasks of some activities and schools against what the published plans now want of them. Only tasks that differ
# are locked, and then looked at again: what somebody changed meanwhile counts. A changed content concerns all its tasks.
#
# `had` waits for who changes a task meanwhile and then has it as they left it, while `updated` meets its constraints first as
# it was: what a constraint holds together (`state`, `blocked_on`) comes from `had`.
#
# `strict`: the plan's own content changed. `redated`: the activities whose days changed, so that a task must be one of the days
# its activity now falls on; else it is enough that the activity still is for the school, and what a closed day moved stays
# where it is. `only_new`: nothing but new tasks.
FOLLOW_PLANS = text(f"""
with {HOLDERS.format(roles="")}, {FALLS},
scope as (
  select a.* from activities a join plans p on p.district_id = a.district_id and p.id = a.plan_id and p.state = 'published'
  where a.reached_on is not null and a.id = any (cast(:activity_ids as uuid[]))),
targeted as materialized (
  select a.id as activity_id, a.plan_id, a.goal_id, a.strategy_id, a.owner_role, s.id as school_id,
         coalesce(own.calendar, 0) as calendar
  from scope a join directory_schools s on s.district_id = a.district_id and a.retired_on is null and {TARGETED}
    and (:every_school or s.id = any (cast(:school_ids as uuid[])))
  left join own on own.school_id = s.id),
desired as materialized (
  select t.*, f.occurrence_on, f.due_on, coalesce(h.staff_id, d.staff_id) as holder_id
  from targeted t join falls f on f.activity_id = t.activity_id and f.calendar = t.calendar
  left join at_school h on h.school_id = t.school_id and h.role = t.owner_role
  left join of_district d on d.role = t.owner_role),
live as (
  {CANDIDATES}),
had as materialized (
  {CANDIDATES} and (:strict or t.id in (select w.id from ({wished("live")}) w where {DIFFERS}))
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
         'open', d.due_on, :occurred_at, :occurred_at, :actor, :actor, 1
  from desired d where d.due_on >= :today and not exists (
    select from tasks t where t.district_id = :district_id and t.plan_id = d.plan_id and t.activity_id = d.activity_id
      and t.activity_id = any (cast(:activity_ids as uuid[]))
      and t.school_id = d.school_id and t.occurrence_on is not distinct from d.occurrence_on)
  order by d.activity_id, d.school_id, d.due_on
  returning null::text as former_state, null::uuid as former_owner_id, null::date as former_due_on,
            id, plan_id, activity_id, school_id, owner_id, state::text, due_on),
{TOLD}""")

# Tasks due on a day that is no school day any more go to the next one; those a closure moved go back when it is taken back.
FOLLOW_CALENDAR = text(f"""
with own as (
  select * from unnest(cast(:own_schools as uuid[]), cast(:own_calendars as int[])) o (school_id, calendar)),
days as (
  select * from unnest(cast(:day_calendars as int[]), cast(:days as date[]), cast(:next_days as date[]))
    d (calendar, day, next_day)),
had as materialized (
  select t.id, coalesce(own.calendar, 0) as calendar, t.due_on, t.moved_from
  from tasks t join plans p on p.district_id = t.district_id and p.id = t.plan_id and p.state = 'published'
  left join own on own.school_id = t.school_id
  where t.state in ('open', 'in_progress', 'blocked') and (:every_school or t.school_id = any (cast(:school_ids as uuid[])))
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
{NOTHING_ADDED},
{TOLD}""")
