"""SQL of feeds: one query, one round trip for whatever a calendar program asks.

($1): [1] hash of the secret, [2] now, [3] what else the written calendar depends on, [4] entity tags the caller has.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select, update

from services.scheduling.permissions import POLICY
from services.scheduling.views.feeds.schemas import Feed
from services.scheduling.views.feeds.tables import FeedRow
from services.scheduling.work.task_states import asked_for_in_sql
from services.scheduling.work.tasks.sharing import is_shared_everywhere_in_sql, plates_in_sql
from shared.context.context import Context
from shared.context.days import day_in_sql, zone_in_sql
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.db.engine import Database
from shared.db.literals import literals
from shared.directory.queries import held_in_sql
from shared.directory.references import called_in_sql
from shared.front_ends.queries import addresses_in_sql

MOST_EVENTS = 2_000
#: Days back and ahead; days that what is done or withdrawn stays.
BACK, AHEAD, KEPT = 60, 365, 30

LISTING = listing(FeedRow, Feed, Paging, filters={"staff_id": "s.staff_id = {}::uuid"})


SEEING = POLICY.rules["feeds:school"]

# Who made the feed, as of now: what they hold today decides whether there is a feed and what is in it.
FEED = f"""
today as materialized (
  select {day_in_sql("($1)[2]")} as day),
made as materialized (
  select f.id, f.kind, f.staff_id, f.school_id, f.include_calendar, f.last_used_on, p.given_name, p.family_name
  from feeds f join directory_staff p on p.id = f.staff_id and p.active
  where f.secret_hash = ($1)[1] and f.revoked_at is null),
held as materialized (
  select distinct r.profile, r.school_id from made, today, directory_roles r
  where r.staff_id = made.staff_id and {held_in_sql("today.day")}),
feed as materialized (
  select made.*, coalesce(made.school_id, (select (array_agg(school_id))[1] from held
    having count(*) = count(school_id) and count(distinct school_id) = 1)) as calendar_of
  from made
  where made.kind = 'person' or exists (
    select from held where held.school_id is null and held.profile in ({literals(sorted(SEEING.district))})
      or held.school_id = made.school_id and held.profile in ({literals(sorted(SEEING.school))})))"""

# A school's own word on a day beats the district's, and a school with years of its own goes by them.
CLOSED = f"""
listed as (
  select distinct on (c.day) c.* from feed, today, calendar_days c
  where feed.include_calendar and c.day between today.day - {BACK} and today.day + {AHEAD}
    and (c.school_id is null or c.school_id = feed.calendar_of)
  order by c.day, c.school_id nulls last),
closed as materialized (
  select c.id, c.day as "on", c.day_type, coalesce(c.note, d.title) as title, c.version, c.updated_at
  from listed c cross join feed left join day_types d on d.code = c.day_type
  where not c.school_is_held and extract(isodow from c.day) < 6 and exists (
    select from school_years y where c.day between y.starts_on and y.ends_on and y.school_id is not distinct from (
      select o.school_id from school_years o where o.school_id = feed.calendar_of limit 1)))"""

# Found by the indexes of owners and of schools: `offset 0` keeps each search apart, for a plan that holds for any feed.
NEAR = f"t.due_on between (select day - {BACK} from today) and (select day + {AHEAD} from today)"


def _moment(name: str) -> str:
    """SQL: when on its day an activity that has hours begins or ends, by the district's clock."""
    return f"(t.due_on + (a.details #>> '{{hours,{name}}}')::time) at time zone {zone_in_sql()}"


DAY = "(select day from today)"

# What is a person's to do, as their day has it, where they hold a role; or all of a school.
SHOWN = f"""
{plates_in_sql(person="(select staff_id from feed where kind = 'person')", day=DAY)},
shown as (
  select t.* from (
    select distinct on (t.id) t.* from (
      select t.* from plates, lateral (
        select * from tasks t where t.owner_id = plates.owner_id and {NEAR} offset 0) t
      where plates.school_id is null or plates.school_id = t.school_id
      union all
      select t.* from shared, lateral (select * from tasks t where t.id = shared.id and {NEAR} offset 0) t
      union all
      select t.* from shared_everywhere w join tasks t on {is_shared_everywhere_in_sql(DAY)} and {NEAR}) t
    where exists (select from held where held.school_id is null or held.school_id = t.school_id)
    union all
    select t.* from feed, lateral (select * from tasks t where t.school_id = feed.school_id and {NEAR} offset 0) t
    where feed.kind = 'school') t, today
  where case t.state
    when 'done' then t.done_on > today.day - {KEPT}
    when 'withdrawn' then t.updated_at > ($1)[2]::timestamptz - interval '{KEPT} days'
    else {asked_for_in_sql()} end
  order by abs(t.due_on - today.day), t.id limit {MOST_EVENTS} - (select count(*) from closed)),
events as (
  select t.id, t.due_on as "on", t.state, t.version, t.updated_at, coalesce(a.title, o.title) as title, o.link as path,
    p.title as plan,
    s.name as school, {_moment("starts_at")} as starts_at, {_moment("ends_at")} as ends_at
  from shown t left join activities a on a.id = t.activity_id left join plans p on p.id = t.plan_id
  left join owed_works o on o.id = t.owed_work_id
  left join directory_schools s on s.id = t.school_id)"""

# `repository.md` explains it from end to end.
# What the calendar is written from is also what its entity tag is reckoned from: it stays here when the caller has it.
READ = f"""
with recursive {FEED},
{CLOSED},
{SHOWN},
content as materialized (
  select json_build_object(
    'name', case feed.kind when 'person' then {called_in_sql("feed")}
      else (select name from directory_schools s where s.id = feed.school_id) end,
    'front_end', {addresses_in_sql("feed.staff_id")},
    'tasks', (select coalesce(json_agg(e order by "on", id), '[]') from events e),
    'days', (select coalesce(json_agg(c order by "on", id), '[]') from closed c))::text as body
  from feed),
tagged as materialized (
  select body, left(encode(sha256(convert_to(body || ($1)[3], 'UTF8')), 'hex'), 32) as tag from content)
select (select json_build_object('id', feed.id, 'tag', tagged.tag,
    'today', today.day, 'used_today', feed.last_used_on is not distinct from today.day,
    'content', case when tagged.tag <> all (($1)[4]::text[]) then tagged.body::json end)::text
  from feed, tagged, today), null"""


async def find(
    db: Database, district_id: UUID, secret_hash: str, now: datetime, depends_on: str, tags: list[str]
) -> dict[str, Any] | None:
    """What the feed of a secret holds and its tag; its content only for callers who do not have it. None: no such feed."""
    arguments = [secret_hash, now.isoformat(), depends_on, "{" + ",".join(tags) + "}"]
    body, _ = await db.read_page(district_id, READ, [*arguments])
    return dict(orjson.loads(body)) if body else None


async def mark_used(ctx: Context, feed_id: UUID, day: date) -> None:
    """Remember the day of its last use; whoever comes second changes nothing."""
    query = update(FeedRow).where(FeedRow.id == feed_id, FeedRow.last_used_on.is_distinct_from(day))
    await ctx.session.execute(query.values(last_used_on=day, updated_at=ctx.now, updated_by=ctx.actor))


async def count_live(ctx: Context, staff_id: UUID) -> int:
    """How many feeds somebody has that were not revoked."""
    query = select(func.count(FeedRow.id)).where(FeedRow.staff_id == staff_id, FeedRow.revoked_at.is_(None))
    return int(await ctx.session.scalar(query) or 0)
