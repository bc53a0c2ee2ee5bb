"""SQL of delegations, and of whom somebody acts for."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text

from services.scheduling.work.delegations.schemas import Delegation, DelegationList
from services.scheduling.work.delegations.tables import DelegationRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.directory.tables import DirectoryRoleRow, DirectoryStaffRow

#: Of the schools {schools}: a delegation for everywhere is one of wherever the absent person holds a role on its days.
AT_SCHOOLS = """(s.school_id = any({schools}) or s.school_id is null and exists (
    select from directory_roles r where r.staff_id = s.from_id and r.school_id = any({schools})
      and r.starts_on <= s.ends_on and coalesce(r.ends_on, 'infinity') >= s.starts_on))"""

LISTING = listing(
    DelegationRow,
    Delegation,
    DelegationList,
    order=("starts_on",),
    filters={
        "school_id": AT_SCHOOLS.format(schools="array[{}::uuid]"),
        "ended": "(s.ended_at is not null or s.ends_on < {today}::date) = {}::boolean",
        # Who may not see every school sees their own and, after themselves, those at the schools in the list.
        "visible": f"""(({{}}::uuid[])[1] in (s.from_id, s.to_id)
            or {AT_SCHOOLS.format(schools="({}::uuid[])[2:]")})""",
    },
)

# Delegations that hold on {day}. Who holds no role there any more covers nobody there, and nothing by way of them.
STANDING_IN = """
standing_in as (
  select d.from_id, d.to_id, d.school_id, d.began_at from delegations d
  where d.ended_at is null and {day} between d.starts_on and d.ends_on and exists (
    select from directory_roles r
    join directory_staff p on p.district_id = r.district_id and p.id = r.staff_id and p.active
    where r.district_id = d.district_id and r.staff_id = d.to_id and {day} between r.starts_on and coalesce(r.ends_on, 'infinity')
      and (r.school_id is null or d.school_id is null or r.school_id = d.school_id)))"""

# Whom {person} acts for on {day}, and where (null: everywhere), directly and by way of others; `with recursive` stands before.
COVERED = f"""{STANDING_IN},
covered (owner_id, school_id) as (
  select from_id, school_id from standing_in where to_id = {{person}}
  union
  select s.from_id, coalesce(c.school_id, s.school_id) from covered c
  join standing_in s on s.to_id = c.owner_id and (c.school_id is null or s.school_id is null or s.school_id = c.school_id))"""

# The same for everybody at once; new is what began after {since}.
COVERING = f"""{STANDING_IN},
covering (staff_id, owner_id, school_id, is_new) as (
  select to_id, from_id, school_id, began_at > {{since}} from standing_in
  union
  select c.staff_id, s.from_id, coalesce(c.school_id, s.school_id), c.is_new or s.began_at > {{since}} from covering c
  join standing_in s on s.to_id = c.owner_id and (c.school_id is null or s.school_id is null or s.school_id = c.school_id))"""

ZONE = "coalesce((select timezone from directory_districts where district_id = :district_id), 'UTC')"

COVERED_BY_ME = text(f"""
with recursive today as (select (cast(:now as timestamptz) at time zone {ZONE})::date as day),
{COVERED.format(person="cast(:staff_id as uuid)", day="(select day from today)")}
select owner_id, school_id from covered""")

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('delegations ' || :district_id, 0))")

FACTS = """'delegation_id', id, 'from_id', from_id, 'to_id', to_id, 'school_id', school_id,
    'starts_on', starts_on, 'ends_on', ends_on"""
OUTBOX = """insert into outbox
  (district_id, id, type, subject, data, actor, correlation_id, causation_id, traceparent, occurred_at)"""
STAMP = "updated_at = :occurred_at, updated_by = :actor, version = d.version + 1"

# What is over by its days, or because one of the two holds no role there any more on the day it begins or, later, today.
END = text(f"""
with over as (
  update delegations d set ended_at = :occurred_at, {STAMP}
  where d.district_id = :district_id and d.ended_at is null and (d.ends_on < :today or exists (
    select from unnest(array[d.from_id, d.to_id]) who (staff_id) where not exists (
      select from directory_roles r
      join directory_staff p on p.district_id = r.district_id and p.id = r.staff_id and p.active
      where r.district_id = d.district_id and r.staff_id = who.staff_id
        and greatest(d.starts_on, :today) between r.starts_on and coalesce(r.ends_on, 'infinity')
        and (r.school_id is null or d.school_id is null or r.school_id = d.school_id))))
  returning d.*),
told as (
  {OUTBOX}
  select district_id, uuidv7(), 'scheduling.delegation.ended.v1', 'delegations/' || id, json_build_object({FACTS}),
         :actor, :correlation_id, :causation_id, :traceparent, :occurred_at from over where began_at is not null order by id)
select count(*) from over""")

BEGIN = text(f"""
with begun as (
  update delegations d set began_at = :occurred_at, {STAMP}
  where d.district_id = :district_id and d.ended_at is null and d.began_at is null and d.starts_on <= :today
  returning d.*),
told as (
  {OUTBOX}
  select district_id, uuidv7(), 'scheduling.delegation.began.v1', 'delegations/' || id, json_build_object({FACTS}),
         :actor, :correlation_id, :causation_id, :traceparent, :occurred_at from begun order by id)
select count(*) from begun""")


async def covered_by(ctx: Context, staff_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """Whom this person acts for today, and where (None: everywhere)."""
    values = {"staff_id": staff_id, "now": ctx.now, "district_id": ctx.district_id}
    return [(row.owner_id, row.school_id) for row in await ctx.session.execute(COVERED_BY_ME, values)]


async def wait_for_turn(ctx: Context) -> None:
    """One delegation of a district is written at a time, so that two written at once cannot close a circle."""
    await ctx.session.execute(ONE_AT_A_TIME, {"district_id": str(ctx.district_id)})


async def list_standing(ctx: Context, starts_on: date, ends_on: date) -> list[DelegationRow]:
    """Those that hold on one of these days."""
    query = select(DelegationRow).where(
        DelegationRow.ended_at.is_(None), DelegationRow.starts_on <= ends_on, DelegationRow.ends_on >= starts_on
    )
    return list(await ctx.session.scalars(query))


async def roles_on(ctx: Context, staff_ids: list[UUID], day: date) -> dict[UUID, set[UUID | None]]:
    """At which schools (None: for the district) these people, if they are still there, hold a role on a day."""
    same = (DirectoryStaffRow.district_id == DirectoryRoleRow.district_id) & (
        DirectoryStaffRow.id == DirectoryRoleRow.staff_id
    )
    query = (
        select(DirectoryRoleRow.staff_id, DirectoryRoleRow.school_id)
        .join(DirectoryStaffRow, same)
        .where(
            DirectoryRoleRow.staff_id.in_(staff_ids),
            DirectoryRoleRow.starts_on <= day,
            or_(DirectoryRoleRow.ends_on.is_(None), DirectoryRoleRow.ends_on >= day),
            DirectoryStaffRow.active.is_(True),
        )
    )
    found: dict[UUID, set[UUID | None]] = {}
    for staff_id, school_id in await ctx.session.execute(query):
        found.setdefault(staff_id, set()).add(school_id)
    return found


async def school_roles_in(
    ctx: Context, staff_id: UUID, school_id: UUID | None, starts_on: date, ends_on: date
) -> list[tuple[str, UUID]]:
    """(role, school) of the roles somebody holds at the school, or (None) at any, on one of these days."""
    query = select(DirectoryRoleRow.role, DirectoryRoleRow.school_id).where(
        DirectoryRoleRow.staff_id == staff_id,
        DirectoryRoleRow.school_id.is_not(None) if school_id is None else DirectoryRoleRow.school_id == school_id,
        DirectoryRoleRow.starts_on <= ends_on,
        or_(DirectoryRoleRow.ends_on.is_(None), DirectoryRoleRow.ends_on >= starts_on),
    )
    return [(role, at) for role, at in await ctx.session.execute(query) if at is not None]


async def turn(ctx: Context, today: date) -> tuple[int, int]:
    """End what is over, begin what is due, tell of both; returns (ended, begun)."""
    await wait_for_turn(ctx)
    values: dict[str, Any] = {"today": today, "district_id": ctx.district_id, **ctx.envelope_columns()}
    ended = int((await ctx.session.execute(END, values)).scalar_one())
    return ended, int((await ctx.session.execute(BEGIN, values)).scalar_one())
