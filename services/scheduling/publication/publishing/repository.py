"""SQL of publishing: one statement makes every school's tasks and the events that tell of them."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.scheduling.planning.occurrences.due_date_arrays import DUE_DATES, DueDates
from services.scheduling.planning.targets.repository import targeted_in_sql
from services.scheduling.planning.targets.whole_sets import join_whole_sets
from services.scheduling.publication.publishing.events import AssignedTask, TasksAssigned
from shared.context.context import Context
from shared.directory.queries import holders_in_sql
from shared.events.emitting import emit_sql, json_sql

ASSIGNED = json_sql(AssignedTask, task_id="id")

PUBLISH = text(f"""
with {holders_in_sql(":today", "r.role in (select owner_role from activities where plan_id = :plan_id)")}, {DUE_DATES},
made as (
  insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state,
                     due_on, created_at, updated_at, created_by, updated_by, version)
  select a.district_id, uuidv7(), a.plan_id, a.goal_id, a.strategy_id, a.id, s.id, f.occurrence_on,
         coalesce(at_school.staff_id, of_district.staff_id), 'open', f.due_on, :now, :now, :actor, :actor, 1
  from activities a
  join directory_schools s on s.district_id = a.district_id and {targeted_in_sql(":today")}
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
         json_agg({ASSIGNED} order by due_on, id) as assigned
  from made group by school_id),
told as (
  {emit_sql(TasksAssigned, "chunks", order_by="chunk", plan_id=":plan_id", tasks="assigned")})
select count(*) as schools, coalesce(sum(tasks), 0)::int as tasks from chunks""")


async def make_tasks(ctx: Context, plan_id: UUID, due_dates: DueDates, today: date) -> tuple[int, int]:
    """Make the plan's tasks and their `tasks.assigned` events; returns (schools, tasks). A second run makes none."""
    values = {"plan_id": plan_id, "today": today}
    row = await join_whole_sets(ctx, PUBLISH, {**values, **due_dates.values(), **ctx.emitting()})
    return row.schools, row.tasks
