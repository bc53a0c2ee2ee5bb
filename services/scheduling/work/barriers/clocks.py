"""How long each level has for an answer."""

from datetime import date

from services.scheduling.permissions import POLICY
from services.scheduling.work.barriers import days, repository, rules
from services.scheduling.work.barriers.schemas import BarrierClocks, BarrierClocksSet
from services.scheduling.work.barriers.tables import BarrierLevel
from shared.context.context import Context

#: School days, until the district says otherwise.
DEFAULTS = BarrierClocks(school=3, district_team=5, executive=10, outside=15, confirmation=5)


async def read(ctx: Context) -> BarrierClocks:
    """The district's clocks."""
    row = await repository.find_clocks(ctx)
    return BarrierClocks.model_validate(row) if row else DEFAULTS


async def show(ctx: Context) -> BarrierClocks:
    """The district's clocks, for whoever may meet a barrier."""
    POLICY.require_any(ctx, "barriers:read")
    return await read(ctx)


async def change(ctx: Context, wish: BarrierClocksSet) -> BarrierClocks:
    """Set the district's own clocks, for answers owed from now on."""
    POLICY.require(ctx, "barriers:clocks")
    await repository.set_clocks(ctx, wish.model_dump())
    return BarrierClocks(**wish.model_dump())


async def answer_due_on(ctx: Context, level: BarrierLevel, today: date) -> date:
    """The day until which a level that is asked today has to answer."""
    clocks = await read(ctx)
    return rules.later(await days.district_years(ctx, today), today, getattr(clocks, level.value))
