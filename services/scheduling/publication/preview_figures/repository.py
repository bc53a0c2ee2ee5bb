"""SQL of previews."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.planning.occurrences.due_date_arrays import DUE_DATES, DueDates
from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.planning.targets.owners import SLOT, owner_in_sql, owners_in_sql, task_holders_in_sql
from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.planning.targets.repository import places_in_sql
from services.scheduling.planning.targets.whole_sets import join_whole_sets
from services.scheduling.publication.preview_figures.tables import PreviewLimitsRow
from services.scheduling.work.task_states import LIVE_SQL, live_in_sql
from shared.context.context import Context
from shared.directory.references import SCHOOL, STAFF

#: How many schools and people a preview lists.
LISTED = 2000
#: Columns of activities that say whose tasks they become.
TARGETING = (
    *("district_id", "id", "plan_id", "owner_role", "target_kind", "target_school_ids", "target_levels"),
    *("target_grades", "target_tags", "target_cohorts", "owned_by", "named_owner_id"),
)

# The tasks there would be, by the fragments publishing makes them with, as `desired`: what is `wanted` of each `targeted` place,
# except what it `had` and nobody brings back. `wanted` are activities that stand in no table yet, and repetitions. What is there
# of an activity that keeps its days stays on its own, to which a closed day or a barrier may have moved it.
TASKS = f"""
wanted as materialized (
  select * from jsonb_populate_recordset(null::activities, cast(:activities as jsonb))),
{task_holders_in_sql(":today", "r.role in (select owner_role from wanted)")}, {DUE_DATES},
closed as (
  select * from unnest(cast(:closed_activities as uuid[]), cast(:closed_calendars as int[]), cast(:closed_dues as date[]))
    c (activity_id, calendar, due_on)),
holders_at as (
  select role, {place_in_sql("school_id")} as place, count(distinct staff_id) as holders from holding group by 1, 2),
places as ({places_in_sql("wanted", ":today")}),
targeted as materialized (
  select a.id as activity_id, a.plan_id, a.owner_role, a.owned_by, p.school_id, {place_in_sql("p.school_id")} as place,
         coalesce(own.calendar, 0) as calendar, {SLOT} as slot_id, {owner_in_sql("a")} as holder_id,
         case a.owned_by when 'one' then {owner_in_sql("a")} is null else h.holders is null end as is_unheld,
         a.owned_by = 'one' and named.id is null and h.holders > 1 as is_of_several,
         a.named_owner_id is not null and named.id is null as is_named_elsewhere
  from wanted a join places p on p.activity_id = a.id
  left join own on own.school_id = p.school_id
  {owners_in_sql("a", "p.school_id")}
  left join holders_at h on h.role = a.owner_role and h.place = {place_in_sql("p.school_id")}),
had as materialized (
  select activity_id, {place_in_sql("school_id")} as place, {place_in_sql("slot_id")} as slot,
         coalesce(occurrence_on, '-infinity') as occurrence_on, owner_id, owner_cause, due_on,
         moved_from, activity_id = any (cast(:kept as uuid[])) as kept, state in {LIVE_SQL} as live,
         withdrawn_cause = 'rule' as can_return
  from tasks where district_id = :district_id and plan_id = :plan_id),
fallen as (
  select t.*, case when had.kept and (had.live or had.moved_from = f.due_on) then had.due_on else f.due_on end as due_on,
         had.live, had.owner_id, had.owner_cause
  from targeted t
  join falls f on f.activity_id = t.activity_id and f.calendar = t.calendar
  left join had on had.activity_id = t.activity_id and had.place = t.place and had.slot = {place_in_sql("t.slot_id")}
    and had.occurrence_on = coalesce(f.occurrence_on, '-infinity')
  where had.activity_id is null or had.live or had.can_return
  union all
  select t.*, had.due_on, had.live, had.owner_id, had.owner_cause
  from had join targeted t on t.activity_id = had.activity_id and t.place = had.place
    and {place_in_sql("t.slot_id")} = had.slot
  where had.kept and had.live and not exists (
    select from falls f where f.activity_id = t.activity_id and f.calendar = t.calendar
      and coalesce(f.occurrence_on, '-infinity') = had.occurrence_on)),
coming as materialized (
  select activity_id, plan_id, owner_role, school_id, place, slot_id, calendar, due_on, is_unheld, is_of_several,
         is_named_elsewhere, owned_by <> 'each' or slot_id is not null as is_asked, owned_by = 'any' as is_pool,
         case when live and owner_cause = 'hand' then owner_id else holder_id end as owner_id
  from fallen where due_on >= :today),
desired as (select * from coming where is_asked)"""

# Beside them (`mine`) the live tasks of other published plans and those their repetitions have yet to bring, added up.
LOAD = f"""
every as (
  select plan_id, school_id, owner_id, is_unheld or (owner_id is null and not is_pool) as is_unowned, due_on from desired
  union all
  select t.plan_id, t.school_id, t.owner_id, false, t.due_on
  from tasks t where t.district_id = :district_id and t.plan_id is distinct from :plan_id and {live_in_sql()}),
load as materialized (
  select plan_id is not distinct from :plan_id as mine, plan_id, school_id, owner_id, is_unowned,
         due_on - extract(day from due_on)::int + 1 as month,
         due_on - extract(isodow from due_on)::int + 1 as week, count(*)::int as tasks, min(due_on) as first, max(due_on) as last
  from every group by 1, 2, 3, 4, 5, 6, 7)"""

# What a school would have, and what it has from other plans in the same months.
SCHOOLS = """
of_schools as (
  select school_id, sum(tasks)::int as tasks, coalesce(sum(tasks) filter (where is_unowned), 0)::int as unowned,
         min(first) as first_due_on, max(last) as last_due_on
  from load where mine and school_id is not null group by school_id),
beside_schools as (
  select l.school_id, count(distinct l.plan_id) as all_plans,
         coalesce(sum(l.tasks) filter (where m.month is not null), 0)::int as tasks,
         count(distinct l.plan_id) filter (where m.month is not null) as plans
  from load l
  left join (select distinct school_id, month from load where mine) m on m.school_id = l.school_id and m.month = l.month
  where not l.mine group by l.school_id),
schools as materialized (
  select s.*, coalesce(b.tasks, 0) as other_tasks, coalesce(b.plans, 0) as other_plans, 1 + coalesce(b.all_plans, 0) as plans
  from of_schools s left join beside_schools b on b.school_id = s.school_id)"""

# The same of a person, and of a month.
PEOPLE = """
of_months as materialized (
  select owner_id, month, sum(tasks)::int as every, coalesce(sum(tasks) filter (where mine), 0)::int as tasks
  from load where owner_id is not null group by owner_id, month having bool_or(mine)),
of_people as (
  select owner_id as staff_id, sum(tasks)::int as tasks, sum(every - tasks)::int as other_tasks,
         json_object_agg(to_char(month, 'YYYY-MM'), tasks order by month) as months
  from of_months group by owner_id),
beside_people as (
  select l.owner_id as staff_id, count(distinct l.plan_id) as plans
  from load l join of_months m on m.owner_id = l.owner_id and m.month = l.month where not l.mine group by l.owner_id),
people as (
  select p.*, coalesce(b.plans, 0) as other_plans from of_people p left join beside_people b on b.staff_id = p.staff_id)"""
MONTHS = """
months as (
  select month, sum(tasks) filter (where mine)::int as tasks, coalesce(sum(tasks) filter (where not mine), 0)::int as other_tasks
  from load group by month having bool_or(mine)),
months_of_people as (
  select month, count(*) as people, max(every) as most, count(*) filter (where every > cast(:per_month as int)) as over
  from of_months group by month)"""

# What is worth a warning. A role is nobody's only where a task would be without owner: what a person gave by hand has one.
FINDINGS = """
of_activities as (
  select activity_id, count(*) as tasks, min(due_on) as first_due_on, max(due_on) as last_due_on
  from desired group by activity_id),
places_with as (
  select activity_id, count(distinct place) as places from coming group by activity_id),
heavy_weeks as (
  select school_id from load where school_id is not null
  group by school_id, week having bool_or(mine) and sum(tasks) > cast(:per_week as int)),
nobody as (
  select owner_role as role, school_id, place, count(*) as tasks
  from coming where plan_id = :plan_id and owner_id is null and is_unheld group by owner_role, school_id, place),
several as (
  select activity_id, count(distinct place) as schools from desired
  where plan_id = :plan_id and is_of_several group by activity_id),
elsewhere as (
  select activity_id, count(distinct place) as places from desired
  where plan_id = :plan_id and is_named_elsewhere group by activity_id),
non_school_days as (
  select d.activity_id, d.due_on as day, count(distinct d.place) as schools
  from closed c join desired d on d.activity_id = c.activity_id and d.calendar = c.calendar and d.due_on = c.due_on
  group by 1, 2)"""

# `repository.md` explains it from end to end.
COUNT = text(f"""
with {TASKS}, {LOAD}, {SCHOOLS}, {PEOPLE}, {MONTHS}, {FINDINGS}
select cast(json_build_object(
  'totals', json_build_object(
    'schools', (select count(*) from schools), 'people', (select count(*) from of_people),
    'tasks', (select coalesce(sum(tasks), 0) from load where mine),
    'district_tasks', (select coalesce(sum(tasks), 0) from load where mine and school_id is null),
    'unowned', (select coalesce(sum(tasks), 0) from load where mine and is_unowned)),
  'schools', (select json_agg(s) from (
      select {SCHOOL.reference("o.school_id")} as school, o.tasks, o.unowned, o.first_due_on, o.last_due_on, o.other_tasks,
        o.other_plans, o.plans
      from schools o order by o.tasks desc, o.school_id limit {LISTED}) s),
  'people', (select json_agg(p) from (
      select {STAFF.reference("o.staff_id")} as staff, o.tasks, o.other_tasks, o.months, o.other_plans
      from people o order by o.tasks desc, o.staff_id limit {LISTED}) p),
  'months', (select json_object_agg(to_char(m.month, 'YYYY-MM'), json_build_object(
      'tasks', m.tasks, 'other_tasks', m.other_tasks, 'people', coalesce(p.people, 0), 'most_per_person', coalesce(p.most, 0),
      'people_over_limit', coalesce(p.over, 0)) order by m.month)
    from months m left join months_of_people p on p.month = m.month),
  'activities', (select json_object_agg(t.activity_id, json_build_object(
      'schools', t.schools, 'tasks', coalesce(f.tasks, 0), 'people', t.people, 'first_due_on', f.first_due_on,
      'last_due_on', f.last_due_on, 'schools_with_days', coalesce(w.places, 0),
      'schools_with_several_holders', coalesce(s.schools, 0), 'is_of_district', t.is_of_district,
      'places_named_elsewhere', coalesce(e.places, 0)))
    from (select activity_id, count(distinct place) as schools, count(distinct slot_id) as people,
        bool_or(school_id is null) as is_of_district from targeted
      where plan_id = :plan_id group by activity_id) t
    left join of_activities f on f.activity_id = t.activity_id
    left join places_with w on w.activity_id = t.activity_id
    left join several s on s.activity_id = t.activity_id
    left join elsewhere e on e.activity_id = t.activity_id),
  'roles_nobody_holds', (select json_agg(r order by r.role) from (
      select o.role, {SCHOOL.references("coalesce(o.school_ids, '{}')")} as schools, o.school_count, o.is_of_district,
        o.tasks from (
        select role, (array_agg(school_id order by school_id) filter (where school_id is not null))[1:{LISTED}] as school_ids,
          count(school_id) as school_count, count(*) filter (where school_id is null) > 0 as is_of_district,
          sum(tasks) as tasks from nobody group by role) o) r),
  'non_school_days', (select json_agg(n) from non_school_days n),
  'schools_with_heavy_weeks', (select count(distinct school_id) from heavy_weeks),
  'schools_with_many_plans', (select count(*) from schools where plans > cast(:per_school as int))) as text)""")


async def count(
    ctx: Context,
    plan_id: UUID,
    activities: Sequence[ActivityRow],
    due_dates: DueDates,
    kept: Sequence[UUID],
    closed: Sequence[tuple[UUID, int, date]],
    limits: dict[str, int],
    today: date,
) -> dict[str, Any]:
    """Count what the activities come to, from `today` on.

    `kept` are activities of which what is there keeps its days. `closed` are due dates (activity, calendar, day) on days without
    school. Lists that are empty come as null.
    """
    rows = [{name: getattr(activity, name) for name in TARGETING} for activity in activities]
    values = {
        **{"district_id": ctx.district_id, "plan_id": plan_id, "today": today},
        "kept": list(kept),
        **{"activities": orjson.dumps(rows, default=str).decode(), **due_dates.values()},
        **{
            "closed_activities": [activity_id for activity_id, _, _ in closed],
            "closed_calendars": [calendar for _, calendar, _ in closed],
            "closed_dues": [day for _, _, day in closed],
        },
        **{
            "per_month": limits["tasks_per_person_and_month"],
            "per_week": limits["tasks_per_school_and_week"],
            "per_school": limits["plans_per_school"],
        },
    }
    row = await join_whole_sets(ctx, COUNT, values)
    return dict(orjson.loads(row[0]))


async def list_activities(ctx: Context, plan_id: UUID) -> dict[str, ActivityRow]:
    """Every activity the plan has or had, by code."""
    rows = await ctx.session.scalars(select(ActivityRow).where(ActivityRow.plan_id == plan_id))
    return {row.code: row for row in rows}


async def find_limits(ctx: Context) -> PreviewLimitsRow | None:
    """The district's own limits, if it set any."""
    return await ctx.session.scalar(select(PreviewLimitsRow))


async def set_limits(ctx: Context, limits: dict[str, int]) -> None:
    """Write the district's own limits."""
    stamps: dict[str, Any] = {"updated_at": ctx.now, "updated_by": ctx.actor}
    made = {"district_id": ctx.district_id, "id": ctx.district_id, "created_at": ctx.now, "created_by": ctx.actor}
    statement = insert(PreviewLimitsRow).values({**made, **stamps, **limits, "version": 1})
    known = PreviewLimitsRow.__table__.c
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"], set_={**limits, **stamps, "version": known.version + 1}
        )
    )
