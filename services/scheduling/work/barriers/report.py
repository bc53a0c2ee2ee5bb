"""What barriers have in common: which come back, how long levels take, what was waited for in vain. Built by PostgreSQL."""

from datetime import timedelta

import orjson

from services.scheduling.permissions import POLICY
from services.scheduling.work.barriers.schemas import ReportWindow
from shared.context.context import Context
from shared.directory.references import SCHOOL
from shared.errors import DaysOutOfOrder, fault
from shared.texts.words import Words

USUAL_DAYS = 180
RECURRING_SCHOOLS = 3
RECURRING_TIMES = 3

DEFINITIONS = {
    "barriers": "Barriers raised in the window, both days included, that touch a school the caller sees.",
    "standing": "Those of them not resolved: raised, triaged, assigned, escalated, decided or reopened.",
    "resolved": "Those of them resolved or confirmed.",
    "reopened": "Those of them reopened at least once.",
    "reopened_share": "Reopened divided by all that were ever resolved (resolved, or reopened at least once); null if none.",
    "tasks_blocked": "Different tasks they block or have blocked, at the schools the caller sees.",
    "clocks_missed": "Answers that came, or were taken a level up, after the day the level's clock ran to; and those still out.",
    "groups": "By category and by the level they are on now; schools counts the different schools they touch.",
    "levels": "By level: of those resolved on it, the median school days from raising to resolving, and its missed clocks.",
    "recurring": f"A category with barriers at {RECURRING_SCHOOLS} or more schools in the window, "
    f"or {RECURRING_TIMES} or more times at one school (repeating_schools).",
}

#: Arguments: first day, last day, today, now, the definitions, the visible schools as an array or null.
SQL = f"""
with wanted as (
  select b.*, b.state in ('resolved', 'confirmed') as is_resolved from barriers b
  where b.raised_on between ($1)[1]::date and ($1)[2]::date
    and (($1)[6] is null or exists (
      select from barrier_schools s where s.barrier_id = b.id and s.school_id = any(($1)[6]::uuid[])))),
touched as (
  select b.category, b.level, b.id, s.school_id from wanted b join barrier_schools s on s.barrier_id = b.id
  where ($1)[6] is null or s.school_id = any(($1)[6]::uuid[])),
stopped as (
  select b.category, b.level, b.id, t.id as task_id from wanted b join barrier_tasks l on l.barrier_id = b.id
  join tasks t on t.id = l.task_id where ($1)[6] is null or t.school_id = any(($1)[6]::uuid[])),
missed as (
  select s.from_level as level from wanted b join barrier_steps s on s.barrier_id = b.id and s.clock_due_on < s.happened_on
    and s.move <> 'ran_out'
  union all
  select level from wanted where answer_due_on < ($1)[3]::date),
groups as (
  select b.category, b.level, count(*) as barriers, count(*) filter (where not is_resolved) as standing,
         count(*) filter (where is_resolved) as resolved, count(*) filter (where reopened_count > 0) as reopened,
         (select count(distinct school_id) from touched t where t.category = b.category and t.level = b.level) as schools,
         (select count(distinct task_id) from stopped t where t.category = b.category and t.level = b.level) as tasks
  from wanted b group by b.category, b.level),
levels as (
  select l.level, l.place, (select count(*) from wanted b where b.level = l.level and is_resolved) as resolved,
         (select percentile_cont(0.5) within group (order by resolved_after) from wanted b
          where b.level = l.level and is_resolved) as median_school_days,
         (select count(*) from missed m where m.level = l.level) as clocks_missed
  from unnest(array['school', 'district_team', 'executive', 'outside']) with ordinality as l (level, place)),
at_school as (select category, school_id, count(*) as times from touched group by category, school_id),
recurring as (
  select category, (select count(*) from wanted b where b.category = a.category) as barriers, count(*) as schools,
         coalesce(json_agg({SCHOOL.reference("a.school_id")} order by a.school_id)
                    filter (where times >= {RECURRING_TIMES}), '[]') as repeating_schools
  from at_school a group by category
  having count(*) >= {RECURRING_SCHOOLS} or max(times) >= {RECURRING_TIMES}),
total as (
  select count(*) as barriers, count(*) filter (where not is_resolved) as standing,
         count(*) filter (where is_resolved) as resolved, count(*) filter (where reopened_count > 0) as reopened,
         count(*) filter (where is_resolved or reopened_count > 0) as ever_resolved from wanted)
select json_build_object(
  'since', ($1)[1]::date, 'until', ($1)[2]::date, 'as_of', ($1)[4]::timestamptz, 'definitions', ($1)[5]::json,
  'barriers', barriers, 'standing', standing, 'resolved', resolved, 'reopened', reopened,
  'reopened_share', round(reopened::numeric / nullif(ever_resolved, 0), 4),
  'tasks_blocked', (select count(distinct task_id) from stopped), 'clocks_missed', (select count(*) from missed),
  'groups', coalesce((select json_agg(g order by barriers desc, category, level) from groups g), '[]'),
  'levels', (select json_agg(json_build_object('level', level, 'resolved', resolved, 'median_school_days', median_school_days,
                                               'clocks_missed', clocks_missed) order by place) from levels),
  'recurring', coalesce((select json_agg(r order by schools desc, category) from recurring r), '[]'))::text, null
from total"""  # noqa: S608  only our own numbers go into the text


async def read(ctx: Context, window: ReportWindow) -> bytes:
    """The report of the barriers raised in a window; who may see only some schools gets those that touch them."""
    POLICY.require_any(ctx, "barriers:report")
    day = await ctx.today()
    until = window.until or day
    since = window.from_ or until - timedelta(days=USUAL_DAYS)
    if until < since:
        raise DaysOutOfOrder(
            Words("The window ends before it begins.", es="El periodo termina antes de empezar."),
            errors=[fault("?until", Words(f"lies before {since}", es=f"es anterior al {since}"))],
        )
    schools = POLICY.schools(ctx, "barriers:report")
    visible = None if schools is None else "{" + ",".join(map(str, schools)) + "}"
    definitions = orjson.dumps(DEFINITIONS).decode()
    return await ctx.read(SQL, since, until, day, ctx.now.isoformat(), definitions, visible)
