"""What follows when what is in force of attendance has changed."""

from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.standings import service as standings
from shared.context.context import Context


async def follow(ctx: Context, changed: Changed) -> None:
    """Work out anew how those concerned stand."""
    await standings.restand_changed(ctx, changed.facts, changed.days)
