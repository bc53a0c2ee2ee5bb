"""SQL of digests: keeping what is due, and finding the days whose digests can be made."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from services.notifications.messages.messages.consumed import TasksDue
from services.notifications.occasions.digests.tables import DueLinesRow
from shared.context.context import Context
from shared.db.engine import SYSTEM_ROLE, Database

# The day comes first: of two workers that bring people of one day, the later waits here and holds nothing.
OPEN_DAYS = text("""insert into due_days (district_id, id, day, people_count, heard_at)
select :district_id, uuidv7(), day, people, :now
from unnest(cast(:days as date[]), cast(:counts as int[])) d (day, people) order by day
on conflict (district_id, day) do update set heard_at = :now, made_at = null, people_count = excluded.people_count""")

# An older day's word that comes late changes nothing.
KEEP = text("""insert into due_lines (district_id, id, owner_id, day, due_soon_count, overdue_count, due_soon, overdue)
select :district_id, uuidv7(), p.owner_id, p.day, p.due_soon_count, p.overdue_count,
  cast(p.due_soon as jsonb), cast(p.overdue as jsonb)
from unnest(cast(:owner_ids as uuid[]), cast(:of_days as date[]), cast(:due_soon_counts as int[]),
            cast(:overdue_counts as int[]), cast(:due_soon as text[]), cast(:overdue as text[]))
  p (owner_id, day, due_soon_count, overdue_count, due_soon, overdue)
order by p.owner_id
on conflict (district_id, owner_id) do update
set day = excluded.day, due_soon_count = excluded.due_soon_count, overdue_count = excluded.overdue_count,
  due_soon = excluded.due_soon, overdue = excluded.overdue
where due_lines.day <= excluded.day""")

# What a plan asked for that is over nobody owes any more; the counts are of more than the lists hold.
FORGET = text("""update due_lines l
set due_soon = kept.due_soon, overdue = kept.overdue,
  due_soon_count = l.due_soon_count - jsonb_array_length(l.due_soon) + jsonb_array_length(kept.due_soon),
  overdue_count = l.overdue_count - jsonb_array_length(l.overdue) + jsonb_array_length(kept.overdue)
from (
  select d.id,
    (select coalesce(jsonb_agg(o order by place), '[]') from jsonb_array_elements(d.due_soon) with ordinality s (o, place)
      where coalesce((o ->> 'plan_id')::uuid <> all(cast(:plan_ids as uuid[])), true)) as due_soon,
    (select coalesce(jsonb_agg(o order by place), '[]') from jsonb_array_elements(d.overdue) with ordinality s (o, place)
      where coalesce((o ->> 'plan_id')::uuid <> all(cast(:plan_ids as uuid[])), true)) as overdue
  from due_lines d where d.district_id = :district_id) kept
where l.district_id = :district_id and l.id = kept.id
  and (kept.due_soon, kept.overdue) is distinct from (l.due_soon, l.overdue)""")

# A word that was lost keeps nobody waiting for ever.
READY = """made_at is null and (heard_at <= {heard_until} or people_count <= (
  select count(*) from due_lines l where l.district_id = due_days.district_id and l.day = due_days.day))"""

WAITING = f"select distinct district_id from due_days where {READY.format(heard_until='$1')} order by district_id"

# Whoever comes second waits for the first to commit and then finds nothing left.
TAKE = text(f"""
with taken as (
  update due_days set made_at = :now where district_id = :district_id and {READY.format(heard_until=":heard_until")}
  returning day)
select max(day) from taken
where day >= (select max(d.day) from due_days d where d.district_id = :district_id)""")


async def keep(ctx: Context, told: Sequence[TasksDue]) -> None:
    """Keep each person's newest word, and note that its day has digests to make."""
    newest: dict[UUID | None, TasksDue] = {}
    for due in told:
        if due.owner_id not in newest or newest[due.owner_id].day <= due.day:
            newest[due.owner_id] = due
    people = list(newest.values())
    base = {"district_id": ctx.district_id}
    await ctx.session.execute(OPEN_DAYS, {**base, "now": ctx.now, **_days(people)})
    values = {
        "owner_ids": [due.owner_id for due in people],
        "of_days": [due.day for due in people],
        "due_soon_counts": [due.due_soon_count for due in people],
        "overdue_counts": [due.overdue_count for due in people],
        "due_soon": [orjson.dumps([line.model_dump() for line in due.due_soon]).decode() for due in people],
        "overdue": [orjson.dumps([line.model_dump() for line in due.overdue]).decode() for due in people],
    }
    await ctx.session.execute(KEEP, {**base, **values})


async def forget_plans(ctx: Context, plan_ids: Collection[UUID]) -> None:
    """Nothing of these plans is due any more."""
    await ctx.session.execute(FORGET, {"district_id": ctx.district_id, "plan_ids": list(plan_ids)})


def _days(people: Sequence[TasksDue]) -> dict[str, list[Any]]:
    counts = {due.day: due.people_count for due in people}
    return {"days": list(counts), "counts": list(counts.values())}


async def districts_waiting(db: Database, heard_until: datetime) -> list[UUID]:
    """Districts that have told all of a day, or nothing more of it since `heard_until`."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        rows = await connection.fetch(WAITING, heard_until)
    return [row["district_id"] for row in rows]


async def take_day(ctx: Context, heard_until: datetime) -> date | None:
    """The district's newest day, if its digests are to be made now; older days are passed over."""
    day: date | None = await ctx.session.scalar(
        TAKE, {"district_id": ctx.district_id, "now": ctx.now, "heard_until": heard_until}
    )
    return day


async def lines_of(ctx: Context, day: date) -> list[DueLinesRow]:
    """What everybody has due that day."""
    found = await ctx.session.scalars(select(DueLinesRow).where(DueLinesRow.day == day).order_by(DueLinesRow.owner_id))
    return list(found)


async def newest_day(ctx: Context) -> date | None:
    """The last day scheduling has told of."""
    day: date | None = await ctx.session.scalar(
        text("select max(day) from due_lines where district_id = :district_id"), {"district_id": ctx.district_id}
    )
    return day
