"""SQL of the burn-up: what changed day by day, from the days and from the changes not yet added to them."""

from services.scheduling.references import PLAN
from services.scheduling.views.rollups.repository import AS_OF
from shared.context.days import day_in_sql

#: A part of a plan a series can be of, and how an activity's cells are found to be part of it.
PARTS = {
    "goal_id": "and c.member_id in (select id from activities where goal_id = ($1)[4]::uuid)",
    "strategy_id": "and c.member_id in (select id from activities where strategy_id = ($1)[4]::uuid)",
    "activity_id": "and c.member_id = ($1)[4]::uuid",
}
#: Days a series can be long.
LONGEST = 800

# Of a plan that has ended nothing is told beyond its last day.
TODAY = f"least({day_in_sql('($1)[2]')}, (select p.ended_on from plans p where p.id = ($1)[1]::uuid))"  # noqa: S608


def sql(part: str | None, *, by_school: bool) -> str:
    """For `Context.read`; arguments: plan, now, schools as an array or null, the part's id, from, until, every."""
    if by_school:
        mine = "c.plan_id = ($1)[1]::uuid and c.kind = 'school' and c.member_id = any (($1)[3]::uuid[])"
        # Schools' cells know the month a task is due, not the day.
        due = """select due_on, 1 as n from tasks
  where plan_id = ($1)[1]::uuid and school_id = any (($1)[3]::uuid[]) and state <> 'withdrawn'"""
    else:
        mine = f"c.plan_id = ($1)[1]::uuid and c.kind = 'activity' {PARTS[part] if part else ''}"
        due = f"""select due_on, n from rollup_cells c where {mine} and state <> 'withdrawn'
  union all select due_on, n from rollup_deltas c where {mine} and state <> 'withdrawn'"""  # noqa: S608
    return f"""
with moved as (
  select on_day, scope, done from rollup_days c where {mine} union all
  select on_day, case when state <> 'withdrawn' then n else 0 end, case when state = 'done' then n else 0 end
  from rollup_deltas c where {mine}),
daily as (select on_day, sum(scope) as scope, sum(done) as done from moved group by on_day),
due as ({due}),
known as (
  select {TODAY} as today, (select min(on_day) from daily) as began, (select max(due_on) from due) as last_due),
begins as (select *, coalesce(($1)[5]::date, least(began, ($1)[6]::date), today) as first from known),
span as (
  select *, least(first + {LONGEST}, greatest(first, coalesce(($1)[6]::date, greatest(today, last_due)))) as last from begins),
dated as (
  select greatest(on_day, first) as day, scope, done, 0 as planned from daily, span where on_day <= last
  union all select greatest(due_on, first), 0, 0, n from due, span where due_on <= last
  union all select day::date, 0, 0, 0 from span, generate_series(first, last, interval '1 day') day),
summed as (select day, sum(scope) as scope, sum(done) as done, sum(planned) as planned from dated group by day),
running as (
  select day, sum(scope) over past as scope, sum(done) over past as done, sum(planned) over past as planned
  from summed window past as (order by day))
select json_build_object(
  'plan', {PLAN.reference("($1)[1]::uuid")},
  'as_of', {AS_OF}, 'today', (select today from span), 'every', ($1)[7],
  'points', (
    select json_agg(json_build_object(
      'on', day, 'scope', case when day <= today then scope end, 'done', case when day <= today then done end,
      'planned', planned) order by day)
    from running, span
    where ($1)[7] = 'day' or extract(isodow from day) = 7 or day in (today, first, last)),
  'began', (select began from span),
  'scope', coalesce((select sum(scope) from daily), 0), 'done', coalesce((select sum(done) from daily), 0),
  'recent', coalesce((select json_object_agg(on_day, done) from daily, span where on_day > today - 150), '{{}}'))::text, null"""  # noqa: S608
