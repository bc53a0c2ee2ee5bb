"""SQL of what a roster may bring."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from services.partners.directory.roster_roles.schemas import RoleLeftOut, RoleLeftOutList
from services.partners.directory.roster_roles.tables import RoleLeftOutRow, RosterRolesRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.upsert import upsert_changed

LEFT_OUT = listing(RoleLeftOutRow, RoleLeftOut, RoleLeftOutList)


async def find(ctx: Context) -> RosterRolesRow | None:
    """What the district said its roster may bring, if it did."""
    return await ctx.find(RosterRolesRow, ctx.district_id)


async def keep_left_out(ctx: Context, staff_ids: Collection[UUID], rows: list[dict[str, Any]]) -> None:
    """Have exactly these rows stand for these people."""
    gone = delete(RoleLeftOutRow).where(
        RoleLeftOutRow.staff_id.in_(staff_ids), RoleLeftOutRow.id.not_in([row["id"] for row in rows])
    )
    await ctx.session.execute(gone)
    await upsert_changed(ctx, RoleLeftOutRow, rows)


async def left_out(
    ctx: Context, *, roles: Collection[str] | None = None, staff_ids: Collection[UUID] | None = None
) -> Sequence[RoleLeftOutRow]:
    """What was left out: of these roles, or for these people."""
    query = select(RoleLeftOutRow)
    if roles is not None:
        query = query.where(RoleLeftOutRow.role.in_(list(roles)))
    if staff_ids is not None:
        query = query.where(RoleLeftOutRow.staff_id.in_(staff_ids))
    return (await ctx.session.scalars(query.order_by(RoleLeftOutRow.id))).all()
