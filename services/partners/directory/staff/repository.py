"""SQL of staff."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.partners.directory.staff.schemas import Staff, StaffList
from services.partners.directory.staff.tables import StaffRow
from shared.context.context import Context
from shared.context.leads import Branch, Lead
from shared.context.listing import listing
from shared.context.upsert import upsert_changed
from shared.errors import NotFound
from shared.texts.words import Words

# What was taken back before it counted was never held.
HOLDING = """(select distinct staff_id as id from role_assignments
  where school_id = {}::uuid and (ends_on is null or ends_on >= starts_on)) holding"""

LISTING = listing(
    StaffRow,
    Staff,
    StaffList,
    order=("family_name", "given_name"),
    by_row=("id", "version"),
    filters={
        "active": "(s.active and s.account_active) = {}::boolean",
        "email": "lower(s.email) = lower({})",
        "school_id": Lead((Branch("s.id = holding.id", HOLDING),)),
    },
)


async def get_staff(ctx: Context, staff_id: UUID) -> StaffRow:
    """One staff member. Raises `NotFound`."""
    return await ctx.get(StaffRow, staff_id, "staff member")


async def find_staff(ctx: Context, staff_id: UUID) -> StaffRow | None:
    """One staff member, if there is one."""
    found: StaffRow | None = await ctx.session.scalar(select(StaffRow).where(StaffRow.id == staff_id))
    return found


async def lock_staff(ctx: Context, staff_id: UUID) -> None:
    """Have whoever else changes what hangs on this staff member wait."""
    await ctx.session.execute(select(StaffRow.id).where(StaffRow.id == staff_id).with_for_update(key_share=True))


async def lock_all(ctx: Context, staff_ids: Collection[UUID]) -> None:
    """The same for many, in the order of their ids."""
    query = select(StaffRow.id).where(StaffRow.id == any_(literal(list(staff_ids), ARRAY(Uuid)))).order_by(StaffRow.id)
    await ctx.session.execute(query.with_for_update(key_share=True))


async def hold_staff(ctx: Context, staff_id: UUID) -> StaffRow:
    """One staff member, kept as they are until the end of this work. Raises `NotFound`."""
    query = select(StaffRow).where(StaffRow.id == staff_id).with_for_update(read=True)
    # Whatever was read of them before the lock may be old.
    row = await ctx.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(Words("No such staff member.", es="No existe esa persona del personal."))
    return row


async def newer_than(ctx: Context, listed: Mapping[UUID, datetime]) -> set[UUID]:
    """Those of the staff whom a newer listing than the given one has written."""
    rows = await ctx.session.execute(select(StaffRow.id, StaffRow.listed_at).where(StaffRow.id.in_(listed)))
    return {row.id for row in rows if row.listed_at is not None and row.listed_at > listed[row.id]}


async def with_access(ctx: Context, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the staff who may get in now."""
    query = select(StaffRow.id).where(StaffRow.id.in_(ids), StaffRow.active, StaffRow.account_active)
    return set(await ctx.session.scalars(query))


async def gone(ctx: Context, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the staff who have left; a closed account alone is not that."""
    return set(await ctx.session.scalars(select(StaffRow.id).where(StaffRow.id.in_(ids), StaffRow.active.is_(False))))


async def upsert_listed(ctx: Context, rows: list[dict[str, Any]], language: str) -> list[StaffRow]:
    """Write what the roster lists; returns only the staff this changed. `language` is what new staff start with."""
    return await upsert_changed(ctx, StaffRow, rows, only_new={"language": language}, as_of="listed_at")
