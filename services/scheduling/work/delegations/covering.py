"""Whose tasks the caller may do as if they were their own. Lists say the same in SQL (`repository.covered_in_sql`)."""

from uuid import UUID

from services.scheduling.work.delegations import repository
from shared.context.context import Context


async def covers(ctx: Context) -> list[tuple[UUID, UUID | None]]:
    """Whom the caller acts for today, and where (None: everywhere); found once a request."""
    me = ctx.principal.staff_id
    if me is None:
        return []
    if "covers" not in ctx.session.info:
        ctx.session.info["covers"] = await repository.covered_by(ctx, me)
    found: list[tuple[UUID, UUID | None]] = ctx.session.info["covers"]
    return found


async def as_owner(ctx: Context, owner_id: UUID | None, school_id: UUID | None) -> UUID | None:
    """The owner `POLICY` is to be asked about: the caller, if they act for this owner at this school; else the owner."""
    if owner_id is None or owner_id == ctx.principal.staff_id:
        return owner_id
    for covered_id, at in await covers(ctx):
        if covered_id == owner_id and at in (None, school_id):
            return ctx.principal.id
    return owner_id
