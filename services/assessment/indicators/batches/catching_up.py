"""What the worker does of itself: facts whose student has come."""

from services.assessment.feeds.batches import service as batches
from services.assessment.indicators.batches.service import BATCHES
from shared.context.context import Context


async def apply_held(ctx: Context) -> None:
    """Put rows in force that waited for their student."""
    for feed in BATCHES.feeds:
        await batches.apply_held(ctx, BATCHES, feed)
