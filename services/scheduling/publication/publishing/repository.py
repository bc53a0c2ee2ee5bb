"""SQL of publishing: one statement makes every place's tasks and the events that tell of them."""

from datetime import date
from typing import Any

from sqlalchemy import Row, text

from services.scheduling.planning.occurrences.due_date_arrays import DUE_DATES, DueDates
from services.scheduling.planning.plans.tables import PlanRow
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
from services.scheduling.planning.targets.whole_sets import join_whole_sets
from services.scheduling.publication.publishing.events import (
    AssignedTask,
    FirstTask,
    PlannedActivity,
    PlanPeopleAssigned,
    Share,
    TasksAssigned,
)
from shared.context.context import Context
from shared.events.emitting import emit_all_sql, fact_sql, json_sql, json_text_sql

#: How many tasks one event lists, how many shares, and how many tasks each share names.
MOST_TOLD = 1_000
MOST_SHARES = 500
FIRST = 5
ASSIGNED = json_text_sql(AssignedTask, task_id="id")
FIRST_TASKS = f"json_agg({json_sql(FirstTask)} order by place) filter (where place <= {FIRST} and owner_id is not null)"
SHARE = json_sql(Share, task_count="count(*)", first_due_on="min(due_on)", first_tasks=f"coalesce({FIRST_TASKS}, '[]')")
ACTIVITY = json_sql(PlannedActivity, "m", activity_id="m.id", activity_code="m.code")
# Whom it concerns goes first: messages wait for no list of tasks.
TOLD = emit_all_sql(
    "select "
    + fact_sql(
        PlanPeopleAssigned,
        plan_id=":plan_id",
        title="cast(:title as text)",
        school_year="cast(:school_year as text)",
        activities=f"(select json_agg({ACTIVITY} order by m.id) from mine m)",
    )
    + ", 0 as turn, part as place from parts",
    "select "
    + fact_sql(TasksAssigned, plan_id=":plan_id", tasks="assigned", people_told="true")
    + ", 1, chunk from chunks",
    order_by="f.turn, f.place",
)

# `repository.md` explains it from end to end.
PUBLISH = text(f"""
with {task_holders_in_sql(":today", "r.role in (select owner_role from activities where plan_id = :plan_id)")}, {DUE_DATES},
mine as (select a.* from activities a where a.plan_id = :plan_id),
places as ({places_in_sql("mine", ":today")}),
made as (
  insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, slot_id, is_pool,
                     role, owner_id, state, due_on, created_at, updated_at, created_by, updated_by, version)
  select a.district_id, uuidv7(), a.plan_id, a.goal_id, a.strategy_id, a.id, p.school_id, f.occurrence_on, {SLOT},
         {pool_in_sql("a")}, {owner_in_sql("a")}, 'open', f.due_on, :now, :now, :actor, :actor, 1
  from mine a
  join places p on p.activity_id = a.id
  left join own on own.school_id = p.school_id
  join falls f on f.activity_id = a.id and f.calendar = coalesce(own.calendar, 0) and f.due_on >= :today
  {owners_in_sql("a", "p.school_id")}
  where {is_done_in_sql("a")} and not exists (
    select from tasks t where t.plan_id = a.plan_id and t.activity_id = a.id
      and {place_in_sql("t.school_id")} = {place_in_sql("p.school_id")})
  order by a.id, p.school_id, f.due_on, {SLOT}
  returning id, activity_id, school_id, owner_id, is_pool, role, due_on),
placed as (
  select *, row_number() over (partition by owner_id, school_id order by due_on, activity_id) as place from made
  where not (is_pool and (role, {place_in_sql("school_id")}) in (select role, {place_in_sql("school_id")} from holding))),
shares as (
  select {SHARE} as share, (row_number() over (order by owner_id, school_id) - 1) / {MOST_SHARES} as part
  from placed group by owner_id, school_id),
parts as (
  select part, count(*) over () as part_count, json_agg(share) as shares from shares group by part),
listed as (
  select school_id, array_agg({ASSIGNED} order by due_on, id) as tasks from made group by school_id),
chunks as (
  select l.school_id, cardinality(slice.tasks) as tasks, row_number() over (order by l.school_id, part.first) - 1 as chunk,
         cast('[' || array_to_string(slice.tasks, ',') || ']' as json) as assigned
  from listed l cross join lateral generate_series(1, cardinality(l.tasks), {MOST_TOLD}) part (first)
  cross join lateral (select l.tasks[part.first : part.first + {MOST_TOLD - 1}] as tasks) slice),
told as (
  {TOLD})
select count(*) as chunks, count(distinct school_id) as schools, coalesce(sum(tasks), 0)::int as tasks,
  (select count(*) from parts) as parts
from chunks""")


async def make_tasks(ctx: Context, plan: PlanRow, due_dates: DueDates, today: date) -> Row[Any]:
    """Make the plan's tasks and the events of whom they concern and of all of them; returns numbers (chunks, schools, tasks,
    parts). A second run makes none.
    """
    values = {"plan_id": plan.id, "title": plan.title, "school_year": plan.school_year, "today": today}
    return await join_whole_sets(ctx, PUBLISH, {**values, **due_dates.values(), **ctx.emitting()})
