"""Counting every task anew, for operators who doubt the cells: what differs is written down as changes like any other."""

from datetime import date

from sqlalchemy import text

from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.work.task_states import LIVE_SQL, proved_in_sql
from shared.context.context import Context
from shared.db.locks import one_at_a_time

# Tasks, cells and changes are read in one snapshot, in which they agree whatever goes on meanwhile.
RECOUNT = text(f"""
with plain as (
  select plan_id, case grouping(activity_id) when 0 then 'activity' else 'school' end as kind,
         coalesce(activity_id, place) as member_id, state, coalesce(due_on, due_month) as due_on, on_time, owned, proved,
         count(*) as n
  from (
    select plan_id, activity_id, {place_in_sql("school_id")} as place, state, due_on,
           cast(date_trunc('month', cast(due_on as timestamp)) as date) as due_month,
           state = 'done' and coalesce(done_on <= due_on, false) as on_time,
           state in {LIVE_SQL} and owner_id is not null as owned, {proved_in_sql("tasks")} as proved
    from tasks where plan_id is not null) t
  group by grouping sets ((plan_id, activity_id, state, due_on, on_time, owned, proved),
                          (plan_id, place, state, due_month, on_time, owned, proved))),
told as (
  select plan_id, kind, member_id, state, due_on, on_time, owned, proved, sum(n) as n from (
    select plan_id, kind, member_id, state, due_on, on_time, owned, proved, n from rollup_cells union all
    select plan_id, kind, member_id, state, due_on, on_time, owned, proved, n from rollup_deltas) c
  group by plan_id, kind, member_id, state, due_on, on_time, owned, proved),
wrong as (
  select plan_id, kind, member_id, state, due_on, on_time, owned, proved, coalesce(plain.n, 0) - coalesce(told.n, 0) as n
  from plain full join told using (plan_id, kind, member_id, state, due_on, on_time, owned, proved)
  where coalesce(plain.n, 0) <> coalesce(told.n, 0)),
mended as (
  insert into rollup_deltas (district_id, plan_id, kind, member_id, state, due_on, on_time, owned, proved, on_day, n)
  select cast(:district_id as uuid), plan_id, kind, member_id, state, due_on, on_time, owned, proved, cast(:today as date), n
  from wrong)
select count(*) from wrong""")


async def recount(ctx: Context, today: date) -> int:
    """Put the cells of the district right; returns how many were wrong. The burn-up shows the difference on `today`."""
    # Two recounts at once would both add what is missing.
    await one_at_a_time(ctx, "recount")
    values = {"district_id": ctx.district_id, "today": today}
    return int((await ctx.session.execute(RECOUNT, values)).scalar_one())
