"""What the worker does of itself: rows whose student has come, codes that mean something else now."""

from datetime import date
from uuid import UUID

from services.assessment.attendance.batches import applying
from services.assessment.attendance.batches.following import follow
from services.assessment.attendance.batches.service import BATCHES
from services.assessment.feeds.batches import service as batches
from shared.context.context import Context


async def apply_held(ctx: Context) -> None:
    """Put rows in force that waited for their student."""
    for feed in BATCHES.feeds:
        await batches.apply_held(ctx, BATCHES, feed)


async def apply_held_each_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day the same: whatever made a student known."""
    await apply_held(ctx)


async def read_code_anew(ctx: Context, code_id: UUID) -> None:
    """Read all that was reported with a code as it is meant now."""
    await follow(ctx, await applying.read_code_anew(ctx, code_id))
