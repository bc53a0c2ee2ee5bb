"""Use cases of the roll-up."""

from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.plans import service as plans
from services.scheduling.rollups import repository
from services.scheduling.rollups.schemas import By
from shared.web.context import Context


async def read(ctx: Context, plan_id: UUID, by: By) -> bytes:
    """How a plan stands; who may see only some schools gets the counts of those."""
    POLICY.require_any(ctx.principal, "rollups:read")
    await plans.read(ctx, plan_id)
    schools = POLICY.schools(ctx.principal, "rollups:read")
    visible = None if schools is None else "{" + ",".join(map(str, schools)) + "}"
    return await ctx.read(repository.sql(by), plan_id, ctx.now.isoformat(), visible)
