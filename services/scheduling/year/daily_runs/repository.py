"""SQL of school days: which districts' day begins, what changed overnight, what is due, how the week was."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.work.delegations.repository import covering_in_sql
from services.scheduling.work.task_states import LIVE_SQL, TO_DO_SQL, asked_for_in_sql, to_do_in_sql
from services.scheduling.year.daily_runs.events import (
    BestTask,
    DueLine,
    OverdueLine,
    PlanWeek,
    TasksDue,
    WeekSummed,
    WorstTask,
)
from services.scheduling.year.daily_runs.schemas import OpenedDay
from services.scheduling.year.daily_runs.tables import OpenedDayRow
from shared.context.context import Context
from shared.context.days import zone_in_sql
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.db.engine import SYSTEM_ROLE, Database
from shared.directory.queries import held_in_sql, not_left_in_sql
from shared.events.emitting import emit_sql, json_sql
from shared.ids import new_id

LISTING = listing(OpenedDayRow, OpenedDay, Paging, order=("day",), changed="opened_at")

BEGINNING = """
select d.district_id from directory_districts d,
  lateral (select ($1::timestamptz at time zone d.timezone) as local) l
where l.local::time >= $2::time
  and not exists (select from opened_days o where o.district_id = d.district_id and o.day >= l.local::date)
order by d.district_id"""

# A plan published at noon reminds nobody at noon, nor does a task given then.
ASKING = text(f"""
select exists (select from plans p where p.state = 'published' and p.published_at < began.at)
  or exists (select from tasks t where t.activity_id is null and t.state in {LIVE_SQL} and t.created_at < began.at)
from (select (cast(:day as date) + cast(:hour as time)) at time zone {zone_in_sql()} as at) began""")

# Schools that opened or closed, and whether roles began or ended, since the last day that began.
TURNED = text("""
select coalesce(array_agg(s.id) filter (where s.opens_on > :last and s.opens_on <= :today
                                          or s.closes_on >= :last and s.closes_on < :today), '{}') as schools,
  exists (select from directory_roles r where r.starts_on > :last and r.starts_on <= :today
                                           or r.ends_on >= :last and r.ends_on < :today)
  or exists (select from team_parts r where r.starts_on > :last and r.starts_on <= :today
                                         or r.ends_on >= :last and r.ends_on < :today) as roles
from directory_schools s""")

LATE_DAYS = text(f"""
select distinct t.due_on from tasks t where {to_do_in_sql()} and t.due_on < :today""")

# What waits in a pool nobody owes yet: it is told to each who may take it, and past its day as nobody's besides.
TO_TAKE = "t.is_pool and t.owner_id is null"
SAYING = """tasks t left join activities a on a.district_id = t.district_id and a.id = t.activity_id
  left join owed_works o on o.district_id = t.district_id and o.id = t.owed_work_id"""
DUE = json_sql(DueLine, task_id="id", activity_code="code")
OVERDUE = json_sql(OverdueLine, task_id="id", activity_code="code", school_days_overdue="coalesce(school_days, 0)")

#: What is said of a task that is due, whose it is among it.
LINE = """id, origin_kind, plan_id, activity_id, code, title, text_code, text_values, because, school_id, owner_id, due_on,
    overdue, school_days"""
LINE_COVERED = ", ".join(f"d.{name.strip()}" for name in LINE.split(",")).replace("d.owner_id", "c.staff_id")
LINE_OF_POOL = LINE_COVERED.replace("c.staff_id", "r.staff_id")

EMIT_PEOPLE = emit_sql(
    TasksDue, "people", order_by="owner_id", day="cast(:today as date)", people_count="(select count(*) from people)"
)

# `repository.md` explains it from end to end.
EMIT_DUE = text(f"""
with recursive {covering_in_sql(day="cast(:today as date)", since="cast(:last_at as timestamptz)")},
own as (
  select * from unnest(cast(:own_schools as uuid[]), cast(:own_calendars as int[])) o (school_id, calendar)),
late as (
  select * from unnest(cast(:late_calendars as int[]), cast(:late_days as date[]), cast(:late_counts as int[]))
    l (calendar, due_on, school_days)),
ready as (
  select t.id, t.origin_kind, t.plan_id, t.activity_id, a.code, coalesce(a.title, o.title) as title, o.text_code, o.text_values,
         o.because, t.school_id, t.owner_id, t.due_on,
         t.due_on < :today as overdue, l.school_days, not exists (
           select from told_due d where d.district_id = :district_id and d.task_id = t.id and d.due_on = t.due_on
             and d.overdue = (t.due_on < :today)) as is_new, {TO_TAKE} as to_take, t.role
  from {SAYING}
  left join own on own.school_id = t.school_id
  left join late l on l.calendar = coalesce(own.calendar, 0) and l.due_on = t.due_on
  where {to_do_in_sql()} and t.due_on <= :soon_until
    and coalesce(t.school_id = any (cast(:differing as uuid[])), false) <> :held),
due as (
  select {LINE}, is_new, false as to_take from ready where overdue or not to_take
  union all
  select distinct {LINE_OF_POOL}, d.is_new, d.to_take
  from ready d join directory_roles r on r.role = d.role and r.school_id is not distinct from d.school_id
  where d.to_take and {held_in_sql(":today")} and {not_left_in_sql()}),
reachable as (
  select d.id from due d where d.to_take and not exists (
    select from covering c where c.owner_id = d.owner_id and (c.school_id is null or c.school_id = d.school_id))),
covered as (
  select distinct on (d.id, c.staff_id) {LINE_COVERED}, d.is_new or c.is_new, d.to_take
  from due d join covering c on c.owner_id = d.owner_id and (c.school_id is null or c.school_id = d.school_id)
  where not d.to_take or d.id not in (select id from reachable) and not exists (
    select from due o where o.to_take and o.id = d.id and o.owner_id = c.staff_id)
  order by d.id, c.staff_id, c.is_new desc),
placed as (
  select *, row_number() over (partition by owner_id, overdue order by is_new desc, due_on, id) as place,
         case when owner_id is null then cast(:most_unowned as int) else cast(:most as int) end as most
  from (select * from due union all select * from covered) everybodys),
remembered as (
  insert into told_due (district_id, id, task_id, due_on, overdue)
  select :district_id, uuidv7(), id, due_on, overdue from ready
  where is_new and id in (select id from placed where place <= most) order by id),
people as (
  select owner_id, count(*) filter (where not overdue) as due_soon_count, count(*) filter (where overdue) as overdue_count,
    coalesce(json_agg({DUE} order by due_on, id) filter (where not overdue and place <= most), '[]') as due_soon,
    coalesce(json_agg({OVERDUE} order by due_on, id) filter (where overdue and place <= most), '[]') as overdue
  from placed group by owner_id),
told as (
  {EMIT_PEOPLE} returning 1)
select count(*) from told""")

SAID = {"task_id": "t.id", "activity_code": "a.code", "title": "coalesce(a.title, o.title)"} | {
    name: f"o.{name}" for name in ("text_code", "text_values", "because")
}
WORST = json_sql(WorstTask, "t", **SAID)
BEST = json_sql(BestTask, "t", **SAID, days_early="t.due_on - t.done_on")
PLAN = json_sql(PlanWeek, "c", title="p.title", done="c.done_ever")
EMIT_WEEK = emit_sql(
    WeekSummed,
    """counted c left join by_plan b on b.whole = c.whole and b.school_id is not distinct from c.school_id
  left join worst w on w.whole = c.whole and w.school_id is not distinct from c.school_id
  left join best e on e.whole = c.whole and e.school_id is not distinct from c.school_id
  where c.every = 1 and c.tasks > 0 and (c.whole = 1 or c.school_id is not null)""",
    "c",
    order_by="c.whole, c.school_id",
    week_starts_on="cast(:first as date)",
    week_ends_on="cast(:last as date)",
    plans="coalesce(b.plans, '[]')",
    worst="coalesce(w.tasks, '[]')",
    best="e.task",
)

SUM_WEEK = text(f"""
with counted as (
  select t.school_id, t.plan_id, grouping(t.school_id) as whole, grouping(t.plan_id) as every,
    count(*) filter (where t.state <> 'withdrawn') as tasks, count(*) filter (where t.state = 'done') as done_ever,
    count(*) filter (where t.state = 'done' and t.done_on between :first and :last) as done,
    count(*) filter (where t.state = 'done' and t.done_on between :first and :last and t.done_on <= t.due_on) as on_time,
    count(*) filter (where t.state in {TO_DO_SQL} and t.due_on < :today) as overdue,
    count(*) filter (where t.state = 'blocked') as blocked,
    count(*) filter (where t.state in {LIVE_SQL} and t.owner_id is null and not t.is_pool) as unowned,
    count(*) filter (where t.state in {TO_DO_SQL} and t.due_on between :today and :next_last) as due_next_week
  from tasks t where {asked_for_in_sql()}
  group by grouping sets ((t.school_id, t.plan_id), (t.school_id), (t.plan_id), ())),
by_plan as (
  select c.whole, c.school_id, json_agg({PLAN} order by p.title, p.id) as plans
  from counted c join plans p on p.district_id = :district_id and p.id = c.plan_id
  where c.every = 0 group by c.whole, c.school_id),
late as (
  select t.school_id, {WORST} as line, t.due_on, t.id,
    row_number() over (partition by t.school_id order by t.due_on, t.id) as at_school,
    row_number() over (order by t.due_on, t.id) as of_district
  from {SAYING}
  where {to_do_in_sql()} and t.due_on < :today),
worst as (
  select 0 as whole, school_id, json_agg(line order by due_on, id) as tasks from late where at_school <= 3 group by school_id
  union all
  select 1, null, json_agg(line order by due_on, id) from late where of_district <= 3 having count(*) > 0),
early as (
  select t.school_id, {BEST} as line, row_number() over (partition by t.school_id order by t.due_on - t.done_on desc, t.id)
      as at_school, row_number() over (order by t.due_on - t.done_on desc, t.id) as of_district
  from {SAYING}
  where {asked_for_in_sql()} and t.state = 'done' and t.done_on between :first and :last and t.done_on < t.due_on),
best as (
  select 0 as whole, school_id, line as task from early where at_school = 1
  union all
  select 1, null, line from early where of_district = 1),
told as (
  {EMIT_WEEK} returning data)
select count(*) from told where data ->> 'school_id' is not null""")


async def districts_beginning(db: Database, now: datetime, hour: time) -> list[UUID]:
    """Districts in which it is this hour or later by their own clock, and whose day has not begun yet."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        rows = await connection.fetch(BEGINNING, now, hour)
    return [row["district_id"] for row in rows]


async def claim(ctx: Context, day: date) -> OpenedDayRow | None:
    """The day, for whoever comes first; None for everybody else, who waits until the first has committed."""
    made = insert(OpenedDayRow).values(_row(ctx, day, None)).on_conflict_do_nothing(constraint="uq_opened_days_day")
    return await ctx.session.scalar(made.returning(OpenedDayRow))


async def keep_missed(ctx: Context, days: Mapping[date, tuple[date, bool]]) -> None:
    """Keep days that nobody began in their time: the day before each, and whether school was held."""
    rows = [{**_row(ctx, day, since), "school_is_held": held} for day, (since, held) in days.items()]
    if rows:
        await ctx.session.execute(insert(OpenedDayRow), rows)


def _row(ctx: Context, day: date, since: date | None) -> dict[str, Any]:
    return {
        **{"district_id": ctx.district_id, "id": new_id(), "day": day, "since": since, "opened_at": ctx.now},
        **{"school_is_held": False, "is_reminded": False},
        **{"occurrences_made": 0, "barriers_escalated": 0, "people_reminded": 0, "schools_summed": 0},
    }


async def claim_reminders(ctx: Context, day: date) -> OpenedDayRow | None:
    """The day that has begun and reminded nobody yet, for whoever comes first; None when its reminders are sent."""
    due = update(OpenedDayRow).where(OpenedDayRow.day == day, OpenedDayRow.is_reminded.is_(False))
    return await ctx.session.scalar(due.values(is_reminded=True, opened_at=ctx.now).returning(OpenedDayRow))


async def is_asked_for(ctx: Context, day: date, hour: time) -> bool:
    """Did anybody ask for anything before this hour of the day: a plan that is published, or a task given or owed?"""
    return bool((await ctx.session.execute(ASKING, {"day": day, "hour": hour})).scalar_one())


async def find_last(ctx: Context, day: date) -> OpenedDayRow | None:
    """The last day before `day` that began."""
    query = select(OpenedDayRow).where(OpenedDayRow.day < day).order_by(OpenedDayRow.day.desc()).limit(1)
    return await ctx.session.scalar(query)


async def find_last_reminded(ctx: Context, day: date) -> OpenedDayRow | None:
    """The last day with school before `day` on which people were told what is due."""
    query = select(OpenedDayRow).where(OpenedDayRow.day < day, OpenedDayRow.school_is_held, OpenedDayRow.is_reminded)
    return await ctx.session.scalar(query.order_by(OpenedDayRow.day.desc()).limit(1))


async def find_last_held(ctx: Context, day: date) -> date | None:
    """The last day with school before `day` that began, also one of those that nobody began in their time."""
    query = select(OpenedDayRow.day).where(OpenedDayRow.day < day, OpenedDayRow.school_is_held)
    found: date | None = await ctx.session.scalar(query.order_by(OpenedDayRow.day.desc()).limit(1))
    return found


async def turned(ctx: Context, last: date, today: date) -> tuple[list[UUID], bool]:
    """Schools that opened or closed since, and whether any role began or ended."""
    row = (await ctx.session.execute(TURNED, {"last": last, "today": today})).one()
    return list(row.schools), row.roles


async def late_days(ctx: Context, today: date) -> list[date]:
    """The days overdue tasks were due on."""
    return list(await ctx.session.scalars(LATE_DAYS, {"today": today}))


async def emit_due(ctx: Context, values: Mapping[str, Any]) -> int:
    """Tell each person what is due soon and overdue; returns how many, nobody counting as one."""
    return int((await ctx.session.execute(EMIT_DUE, {**values, **ctx.emitting()})).scalar_one())


async def sum_week(ctx: Context, days: Sequence[date], today: date) -> int:
    """Tell how a week was, `days` its first, its last and the coming week's last; returns the number of schools."""
    first, last, next_last = days
    values = {"first": first, "last": last, "next_last": next_last, "today": today}
    return int((await ctx.session.execute(SUM_WEEK, {**values, **ctx.emitting()})).scalar_one())
