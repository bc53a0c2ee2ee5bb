"""SQL of delegations, and of whom somebody acts for."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from services.scheduling.work.delegations.events import DelegationBegan, DelegationEnded
from services.scheduling.work.delegations.schemas import Delegation, DelegationList
from services.scheduling.work.delegations.tables import DelegationRow
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.context.leads import Branch, Lead, at_each, by
from shared.context.listing import listing
from shared.db.locks import one_at_a_time
from shared.directory.queries import at_work_in_sql, held_in_sql
from shared.events.emitting import emit_sql


def _at(schools: str) -> tuple[Branch, Branch]:
    """Delegations of the schools. One for everywhere is one of wherever the absent person holds a role on its days."""
    everywhere = f"""(s.school_id is null and exists (
    select from directory_roles r where r.staff_id = s.from_id and r.school_id = any({schools}::uuid[])
      and r.starts_on <= s.ends_on and coalesce(r.ends_on, 'infinity') >= s.starts_on))"""
    return at_each("s.school_id", schools), Branch(everywhere)


#: At {now}, a moment.
TODAY = day_in_sql("{now}")

LISTING = listing(
    DelegationRow,
    Delegation,
    DelegationList,
    order=("starts_on",),
    filters={
        # Who may not see every school sees their own and, after themselves, those at the schools in the list.
        "visible": Lead(
            (Branch("s.from_id = ({}::uuid[])[1]"), Branch("s.to_id = ({}::uuid[])[1]"), *_at("({}::uuid[])[2:]"))
        ),
        "from_id": by("s.from_id = {}::uuid"),
        "to_id": by("s.to_id = {}::uuid"),
        "school_id": Lead(_at("array[{}::uuid]")),
        "ended": f"(s.ended_at is not null or s.ends_on < {TODAY}) = {{}}::boolean",
    },
)


def _standing_in(day: str) -> str:
    """The CTE `standing_in`: delegations that hold on a day.

    Who holds no role there any more covers nobody there, and nothing by way of them.
    """
    return f"""
standing_in as (
  select d.from_id, d.to_id, d.school_id, d.began_at from delegations d
  where d.ended_at is null and {day} between d.starts_on and d.ends_on and exists (
    select from directory_roles r
    {at_work_in_sql()}
    where r.district_id = d.district_id and r.staff_id = d.to_id and {held_in_sql(day)}
      and (r.school_id is null or d.school_id is null or r.school_id = d.school_id)))"""


def covered_in_sql(person: str, day: str) -> str:
    """The CTE `covered (owner_id, school_id)`: whom a person acts for on a day, and where (null: everywhere).

    Directly and by way of others; `with recursive` stands before.
    """
    return f"""{_standing_in(day)},
covered (owner_id, school_id) as (
  select from_id, school_id from standing_in where to_id = {person}
  union
  select s.from_id, coalesce(c.school_id, s.school_id) from covered c
  join standing_in s on s.to_id = c.owner_id and (c.school_id is null or s.school_id is null or s.school_id = c.school_id))"""


def covering_in_sql(day: str, since: str) -> str:
    """The CTE `covering (staff_id, owner_id, school_id, is_new)`: the same for everybody; new is what began after a moment."""
    return f"""{_standing_in(day)},
covering (staff_id, owner_id, school_id, is_new) as (
  select to_id, from_id, school_id, began_at > {since} from standing_in
  union
  select c.staff_id, s.from_id, coalesce(c.school_id, s.school_id), c.is_new or s.began_at > {since} from covering c
  join standing_in s on s.to_id = c.owner_id and (c.school_id is null or s.school_id is null or s.school_id = c.school_id))"""


COVERED_BY_ME = text(f"""
with recursive today as (select {day_in_sql(":now")} as day),
{covered_in_sql(person="cast(:staff_id as uuid)", day="(select day from today)")}
select owner_id, school_id from covered""")

STAMP = "updated_at = :now, updated_by = :actor, version = d.version + 1"

# What is over by its days, or because one of the two holds no role there any more on the day it begins or, later, today.
END = text(f"""
with over as (
  update delegations d set ended_at = :now, {STAMP}
  where d.district_id = :district_id and d.ended_at is null and (d.ends_on < :today or exists (
    select from unnest(array[d.from_id, d.to_id]) who (staff_id) where not exists (
      select from directory_roles r
      {at_work_in_sql()}
      where r.district_id = d.district_id and r.staff_id = who.staff_id
        and {held_in_sql("greatest(d.starts_on, :today)")}
        and (r.school_id is null or d.school_id is null or r.school_id = d.school_id))))
  returning d.*),
told as (
  {emit_sql(DelegationEnded, "over where began_at is not null", order_by="id", delegation_id="id")})
select count(*) from over""")

BEGIN = text(f"""
with begun as (
  update delegations d set began_at = :now, {STAMP}
  where d.district_id = :district_id and d.ended_at is null and d.began_at is null and d.starts_on <= :today
  returning d.*),
told as (
  {emit_sql(DelegationBegan, "begun", order_by="id", delegation_id="id")})
select count(*) from begun""")


async def covered_by(ctx: Context, staff_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """Whom this person acts for today, and where (None: everywhere)."""
    values = {"staff_id": staff_id, "now": ctx.now}
    return [(row["owner_id"], row["school_id"]) for row in await ctx.ask(COVERED_BY_ME, values)]


async def wait_for_turn(ctx: Context) -> None:
    """One delegation of a district is written at a time, so that two written at once cannot close a circle."""
    await one_at_a_time(ctx, "delegations")


async def list_standing(ctx: Context, starts_on: date, ends_on: date) -> list[DelegationRow]:
    """Those that hold on one of these days."""
    query = select(DelegationRow).where(
        DelegationRow.ended_at.is_(None), DelegationRow.starts_on <= ends_on, DelegationRow.ends_on >= starts_on
    )
    return list(await ctx.session.scalars(query))


async def turn(ctx: Context, today: date) -> tuple[int, int]:
    """End what is over, begin what is due, tell of both; returns (ended, begun)."""
    await wait_for_turn(ctx)
    values: dict[str, Any] = {"today": today, **ctx.emitting()}
    ended = int((await ctx.session.execute(END, values)).scalar_one())
    return ended, int((await ctx.session.execute(BEGIN, values)).scalar_one())
