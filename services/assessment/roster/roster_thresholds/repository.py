"""SQL of thresholds."""

from services.assessment.roster.roster_thresholds.rules import USUAL, Limit, Limits, SchoolLimit
from services.assessment.roster.roster_thresholds.tables import RosterThresholdsRow
from shared.context.context import Context


async def find(ctx: Context) -> RosterThresholdsRow | None:
    """What the district said, if it did."""
    return await ctx.find(RosterThresholdsRow, ctx.district_id)


async def limits(ctx: Context) -> Limits:
    """The thresholds that hold."""
    row = await find(ctx)
    if row is None:
        return USUAL
    return Limits(
        {kind: Limit(**row.limits.get(kind, vars(usual))) for kind, usual in USUAL.kinds.items()},
        SchoolLimit(**row.limits["students_of_a_school"]),
    )
