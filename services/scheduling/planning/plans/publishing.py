"""Publishing: one statement makes every school's tasks and the events that tell of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from services.scheduling.planning.occurrences.due_dates import FALLS, Falls
from shared.context.context import Context

#: The schools an activity `a` is for, among open schools `s`.
TARGETED = """
  (s.opens_on is null or s.opens_on <= :today) and (s.closes_on is null or s.closes_on >= :today)
  and case a.target_kind
    when 'all' then true
    when 'schools' then s.id = any (a.target_school_ids)
    else (a.target_levels is null or s.level = any (a.target_levels))
     and (a.target_grades is null or s.grades && a.target_grades)
     and (a.target_tags is null or s.tags && a.target_tags)
     and (a.target_cohorts is null or s.cohort = any (a.target_cohorts)) end"""

# The owner is who holds the role at the school that day, else who holds it for the district, else nobody.
# Several holders: the longest in the role.
HOLDERS = """
holding as (
  select r.school_id, r.role, r.staff_id, r.starts_on, r.id from directory_roles r
  join directory_staff p on p.district_id = r.district_id and p.id = r.staff_id and p.active
  where {roles} :today between r.starts_on and coalesce(r.ends_on, 'infinity')),
at_school as (
  select distinct on (school_id, role) school_id, role, staff_id from holding
  where school_id is not null order by school_id, role, starts_on, id),
of_district as (
  select distinct on (role) role, staff_id from holding where school_id is null order by role, starts_on, id)"""

PUBLISH = text(f"""
with {HOLDERS.format(roles="r.role in (select owner_role from activities where plan_id = :plan_id) and")}, {FALLS},
made as (
  insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state,
                     due_on, created_at, updated_at, created_by, updated_by, version)
  select a.district_id, uuidv7(), a.plan_id, a.goal_id, a.strategy_id, a.id, s.id, f.occurrence_on,
         coalesce(at_school.staff_id, of_district.staff_id), 'open', f.due_on, :occurred_at, :occurred_at, :actor, :actor, 1
  from activities a
  join directory_schools s on s.district_id = a.district_id and {TARGETED}
  left join own on own.school_id = s.id
  join falls f on f.activity_id = a.id and f.calendar = coalesce(own.calendar, 0) and f.due_on >= :today
  left join at_school on at_school.school_id = s.id and at_school.role = a.owner_role
  left join of_district on of_district.role = a.owner_role
  where a.plan_id = :plan_id and not exists (
    select from tasks t where t.plan_id = a.plan_id and t.activity_id = a.id and t.school_id = s.id)
  order by a.id, s.id, f.due_on
  returning id, activity_id, school_id, owner_id, due_on),
chunks as (
  select school_id, count(*) as tasks, row_number() over (order by school_id) - 1 as chunk,
         json_agg(json_build_object('task_id', id, 'activity_id', activity_id, 'owner_id', owner_id, 'due_on', due_on)
                   order by due_on, id) as assigned
  from made group by school_id),
told as (
  insert into outbox (district_id, id, type, subject, data, actor, correlation_id, causation_id, traceparent, occurred_at)
  select :district_id, uuidv7(), 'scheduling.tasks.assigned.v1', 'plans/' || cast(:plan_id as text),
         json_build_object('plan_id', :plan_id, 'chunk', chunk, 'school_id', school_id, 'tasks', assigned),
         :actor, :correlation_id, :causation_id, :traceparent, :occurred_at
  from chunks order by chunk)
select count(*) as schools, coalesce(sum(tasks), 0)::int as tasks from chunks""")

# What joins here are whole sets. A directory just filled has no statistics yet, and a query plan kept from other
# publications expects few rows: both would look for each task's owner one by one.
WHOLE_SETS = text("""select set_config('enable_nestloop', :others, true), set_config('enable_mergejoin', :others, true),
                            set_config('work_mem', '32MB', true), set_config('plan_cache_mode', 'force_custom_plan', true)""")

UNTARGETED = text(f"""
select a.code from activities a where a.plan_id = :plan_id and a.retired_on is null and not exists (
  select from directory_schools s where s.district_id = a.district_id and {TARGETED}) order by a.position""")


async def make_tasks(ctx: Context, plan_id: UUID, falls: Falls, today: date) -> tuple[int, int]:
    """Make the plan's tasks and their `tasks.assigned` events; returns (schools, tasks). A second run makes none."""
    values = {"plan_id": plan_id, "today": today, "district_id": ctx.district_id}
    row = await join_whole_sets(ctx, PUBLISH, {**values, **falls.values(), **ctx.envelope_columns()})
    return row.schools, row.tasks


async def join_whole_sets(ctx: Context, statement: TextClause, values: Mapping[str, Any]) -> Row[Any]:
    """The one row of a statement whose joins are all of whole sets."""
    await ctx.session.execute(WHOLE_SETS, {"others": "off"})
    row = (await ctx.session.execute(statement, values)).one()
    await ctx.session.execute(WHOLE_SETS, {"others": "on"})
    return row


async def untargeted(ctx: Context, plan_id: UUID, today: date) -> list[str]:
    """Codes of the plan's activities that no open school is a target of."""
    found = await ctx.session.execute(UNTARGETED, {"plan_id": plan_id, "today": today})
    return [row.code for row in found]
