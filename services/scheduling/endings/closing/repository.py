"""SQL of plans that end: their results, and one statement that tells whom it concerns."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from services.scheduling.endings.closing.events import PersonReleased, PlanPeopleReleased
from services.scheduling.endings.closing.tables import PlanResultRow
from services.scheduling.work.task_states import LIVE_SQL, TO_DO_SQL
from shared.context.context import Context
from shared.events.emitting import emit_sql, json_sql

#: How many people one event names.
PEOPLE = 500

RELEASED = json_sql(PersonReleased, undone_count="undone", overdue_count="overdue")
EMIT = emit_sql(
    *(PlanPeopleReleased, "chunks c join plans p on p.district_id = :district_id and p.id = :plan_id", "p"),
    order_by="c.chunk",
    plan_id="p.id",
    ended_as="cast(:ended_as as text)",
    ended_on="cast(:today as date)",
    chunk="c.chunk",
    people="c.people",
)
# Its owners are asked for before the plan has ended: what is live by its tasks alone.
RELEASE = text(f"""
with concerned as (
  select owner_id as person_id, count(*)::int as undone, count(*) filter (
    where state in {TO_DO_SQL} and due_on < :today)::int as overdue
  from tasks where district_id = :district_id and plan_id = :plan_id and state in {LIVE_SQL} and owner_id is not null
  group by owner_id
  union all
  select person_id, 0, 0 from unnest(cast(:others as uuid[])) person_id),
people as (
  select person_id, sum(undone)::int as undone, sum(overdue)::int as overdue,
         (row_number() over (order by person_id) - 1) / {PEOPLE} as chunk
  from concerned group by person_id),
chunks as (
  select chunk, json_agg({RELEASED} order by person_id) as people from people group by chunk),
told as (
  {EMIT})
select count(*) from people""")


async def release(ctx: Context, plan_id: UUID, ended_as: str, today: date, others: Collection[UUID]) -> int:
    """Tell whom the plan's end concerns: owners of what is not done, and these others; returns how many people."""
    values = {"plan_id": plan_id, "ended_as": ended_as, "today": today, "others": sorted(others)}
    return int((await ctx.session.execute(RELEASE, {**values, **ctx.emitting()})).scalar_one())


async def find_result(ctx: Context, plan_id: UUID) -> PlanResultRow | None:
    """How the plan stood when it ended, if it has."""
    row: PlanResultRow | None = await ctx.session.scalar(select(PlanResultRow).where(PlanResultRow.plan_id == plan_id))
    return row
