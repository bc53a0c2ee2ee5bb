"""SQL of messages: gathering a plan's tallies, announcing it in one statement, lists."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import orjson
from sqlalchemy import select, text

from services.notifications.messages.messages import reasons
from services.notifications.messages.messages.making import (
    SENT,
    Tongues,
    in_inbox_in_sql,
    language_in_sql,
    shared_values,
)
from services.notifications.messages.messages.rules import FIRST, Chunk, Plan
from services.notifications.messages.messages.schemas import Message, MessageList
from services.notifications.messages.messages.tables import MessageRow
from services.notifications.recipients.preferences.tables import PreferencesRow
from services.notifications.wording.templates.kinds import Kind
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.context.context import Context
from shared.context.listing import listing
from shared.directory.queries import held_in_sql, not_left_in_sql
from shared.directory.references import STAFF
from shared.directory.tables import DirectoryDistrictRow, DirectoryStaffRow
from shared.front_ends.queries import addresses_in_sql

# What a message is about is said of its facts, in words; that takes its subject's id and its recipient's front end besides.
FRONT_END = addresses_in_sql("s.recipient_id", "s.district_id")
LISTING = listing(
    MessageRow,
    Message,
    MessageList,
    computed={
        "facts": "jsonb_build_object('kind', s.kind) || s.facts",
        "about": f"json_build_object('id', s.subject_id, 'front_end', {FRONT_END})",
    },
)

# Every event of a plan first locks this row, so that of two workers the later one sees what the earlier one brought.
STUBS = text("""insert into plan_announcements (district_id, id)
select :district_id, id from unnest(cast(:ids as uuid[])) id order by id on conflict do nothing""")
LOCK = text("""select id from plan_announcements
where district_id = :district_id and id = any(cast(:ids as uuid[])) order by id for update""")

DESCRIBE = text("""update plan_announcements a
set title = p.title, school_year = p.school_year, chunk_count = p.chunk_count, activities = cast(p.activities as jsonb),
  published_by_id = p.published_by_id
from unnest(cast(:ids as uuid[]), cast(:titles as text[]), cast(:years as text[]), cast(:counts as int[]),
            cast(:activities as text[]), cast(:published_by as uuid[]))
  p (id, title, school_year, chunk_count, activities, published_by_id)
where a.district_id = :district_id and a.id = p.id and a.chunk_count is null""")

TALLY = text("""
with fresh as (
  insert into plan_chunks (district_id, id, plan_id, chunk)
  select :district_id, uuidv7(), c.plan_id, c.chunk
  from unnest(cast(:plan_ids as uuid[]), cast(:chunks as int[])) c (plan_id, chunk)
  on conflict do nothing returning plan_id, chunk)
insert into plan_tallies (district_id, id, plan_id, chunk, school_id, owner_id, task_count, first_due_on, first_tasks)
select :district_id, uuidv7(), t.plan_id, t.chunk, t.school_id, t.owner_id, t.tasks, t.due, cast(t.first as jsonb)
from unnest(cast(:of_plans as uuid[]), cast(:of_chunks as int[]), cast(:school_ids as uuid[]),
            cast(:owner_ids as uuid[]), cast(:tasks as int[]), cast(:dues as date[]), cast(:firsts as text[]))
  t (plan_id, chunk, school_id, owner_id, tasks, due, first)
join fresh using (plan_id, chunk)""")

COMPLETE = text("""select a.id from plan_announcements a
where a.district_id = :district_id and a.id = any(cast(:ids as uuid[])) and a.announced_at is null
  and a.chunk_count <= (select count(*) from plan_chunks c where c.district_id = a.district_id and c.plan_id = a.id)
order by a.id""")

# Names are looked up by key, row by row, as languages are. `people` is materialized because row security lets only
# plain columns choose by index.
# `repository.md` explains it from end to end.
ANNOUNCE = text(f"""
with counted as (
  select t.owner_id, t.school_id, sum(t.task_count)::int as tasks, min(t.first_due_on) as due,
    (select s.name from directory_schools s where s.district_id = :district_id and s.id = t.school_id) as name
  from plan_tallies t where t.district_id = :district_id and t.plan_id = :plan_id group by t.owner_id, t.school_id),
owners as (
  select owner_id as person_id, sum(tasks)::int as tasks, min(due) as due,
    jsonb_agg(jsonb_build_object('school_id', school_id, 'name', name, 'count', tasks, 'first_due_on', due)
              order by name, school_id) as schools
  from counted where owner_id is not null group by owner_id),
firsts as (
  select owner_id as person_id, jsonb_agg(jsonb_build_object('title', title, 'school_id', school_id,
                                                          'school_name', name, 'due_on', due_on)
      order by due_on, title, name) as tasks
  from (
    select t.owner_id, t.school_id, a.activities ->> (f.task ->> 0) as title, f.task ->> 1 as due_on,
      (select s.name from directory_schools s where s.district_id = :district_id and s.id = t.school_id) as name,
      row_number() over (partition by t.owner_id order by f.task ->> 1, f.task ->> 0, t.school_id) as place
    from plan_tallies t
    join plan_announcements a on a.district_id = :district_id and a.id = t.plan_id
    cross join lateral jsonb_array_elements(t.first_tasks) f (task)
    where t.district_id = :district_id and t.plan_id = :plan_id and t.owner_id is not null) named
  where place <= {FIRST} and title is not null group by owner_id),
nobody as (
  select jsonb_build_object('task_count', sum(tasks)::int, 'school_count', count(school_id), 'first_due_on', min(due)) as facts
  from counted where owner_id is null having count(*) > 0),
coordinators as (
  select distinct r.staff_id as person_id, n.facts from nobody n join directory_roles r
  on r.district_id = :district_id and r.profile = :coordinator and r.school_id is null
  and {held_in_sql(":today")} and {not_left_in_sql()}),
people as materialized (
  select person_id, coalesce(o.tasks, 0) as tasks, o.due, coalesce(o.schools, '[]') as schools, c.facts as unowned,
    coalesce(f.tasks, '[]') as first_tasks
  from owners o full join coordinators c using (person_id) left join firsts f using (person_id)),
said as (
  insert into messages (district_id, id, recipient_id, kind, subject_id, plan_id, facts, language, in_inbox,
                        created_at, updated_at, created_by, updated_by, version)
  select :district_id, uuidv7(), p.person_id, :kind, a.id, a.id,
    jsonb_build_object('title', a.title, 'school_year', a.school_year, 'task_count', p.tasks,
                       'first_due_on', p.due, 'schools', p.schools, 'unowned', p.unowned,
                       'first_tasks', p.first_tasks, 'by_name', {STAFF.name_of("a.published_by_id")},
                       'because', cast(case when p.tasks > 0 then :owning else :coordinating end as jsonb)),
    {language_in_sql("p.person_id")},
    {in_inbox_in_sql("p.person_id")}, :now, :now, :actor, :actor, 1
  from people p
  join plan_announcements a on a.district_id = :district_id and a.id = :plan_id
  on conflict (district_id, kind, subject_id, recipient_id) do nothing
  returning id, recipient_id, plan_id, language, in_inbox),
made as (select s.*, cast(:now as timestamptz) as mail_at from said s),
{SENT}
select count(*) from made""")

CLOSE = text("update plan_announcements set announced_at = :now where district_id = :district_id and id = :plan_id")
FORGET = text("delete from plan_tallies where district_id = :district_id and plan_id = :plan_id")


async def lock_plans(ctx: Context, plan_ids: Sequence[UUID]) -> None:
    """Take the plans, known or not, for this transaction; always in the same order."""
    ids = sorted(set(plan_ids))
    await ctx.session.execute(STUBS, {"district_id": ctx.district_id, "ids": ids})
    await ctx.session.execute(LOCK, {"district_id": ctx.district_id, "ids": ids})


async def describe_plans(ctx: Context, plans: Sequence[Plan]) -> None:
    """Keep what the plans' publication says; the first word counts."""
    values = {
        "district_id": ctx.district_id,
        "ids": [plan.plan_id for plan in plans],
        "titles": [plan.title for plan in plans],
        "years": [plan.school_year for plan in plans],
        "counts": [plan.chunk_count for plan in plans],
        "activities": [orjson.dumps(dict(plan.activities)).decode() for plan in plans],
        "published_by": [plan.published_by_id for plan in plans],
    }
    await ctx.session.execute(DESCRIBE, values)


async def tally_chunks(ctx: Context, chunks: Sequence[Chunk]) -> None:
    """Add the counts of chunks not tallied before; one statement."""
    counts = [(chunk, count) for chunk in chunks for count in chunk.counts]
    values = {
        "district_id": ctx.district_id,
        "plan_ids": [chunk.plan_id for chunk in chunks],
        "chunks": [chunk.chunk for chunk in chunks],
        "of_plans": [chunk.plan_id for chunk, _ in counts],
        "of_chunks": [chunk.chunk for chunk, _ in counts],
        "school_ids": [count.school_id for _, count in counts],
        "owner_ids": [count.owner_id for _, count in counts],
        "tasks": [count.tasks for _, count in counts],
        "dues": [count.first_due_on for _, count in counts],
        "firsts": [orjson.dumps(count.first).decode() for _, count in counts],
    }
    await ctx.session.execute(TALLY, values)


async def complete_plans(ctx: Context, plan_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the plans that are published, have all their chunks and have not been announced."""
    found = await ctx.session.scalars(COMPLETE, {"district_id": ctx.district_id, "ids": list(plan_ids)})
    return list(found)


async def find_district(ctx: Context) -> DirectoryDistrictRow | None:
    """The district, unless the directory has not told of it yet."""
    district: DirectoryDistrictRow | None = await ctx.session.scalar(
        select(DirectoryDistrictRow).where(DirectoryDistrictRow.district_id == ctx.district_id)
    )
    return district


async def staff_languages(ctx: Context) -> list[str]:
    """Every language somebody of the staff has or wishes."""
    wished = select(PreferencesRow.language).where(PreferencesRow.language.is_not(None))
    found = await ctx.session.scalars(select(DirectoryStaffRow.language).union(wished))
    return list(found)


async def announce(ctx: Context, plan_id: UUID, tongues: Tongues, today: date) -> None:
    """Make everybody's message, its deliveries and the events that tell of them."""
    why = {"owning": reasons.OWNER.model_dump_json(), "coordinating": reasons.COORDINATING.model_dump_json()}
    about = {"plan_id": plan_id, "coordinator": DISTRICT_COORDINATOR, "today": today, **why}
    await ctx.session.execute(ANNOUNCE, {**about, **shared_values(ctx, Kind.PLAN_PUBLISHED, tongues)})
    plan = {"district_id": ctx.district_id, "plan_id": plan_id}
    await ctx.session.execute(CLOSE, {**plan, "now": ctx.now})
    await ctx.session.execute(FORGET, plan)
