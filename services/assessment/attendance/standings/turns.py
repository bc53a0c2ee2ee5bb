"""Whose turn it is: attendance, and what follows from it, is changed by one of a district at a time.

What is recorded bears a moment of PostgreSQL's clock taken in that turn, so that no two overlap.
"""

from datetime import datetime

from sqlalchemy import text

from shared.context.context import Context
from shared.db.locks import one_at_a_time

MOMENT = text("select clock_timestamp()")


async def take_turn(ctx: Context) -> datetime:
    """Wait until nobody else of the district changes its attendance; returns the moment that what is now recorded bears."""
    await one_at_a_time(ctx, "attendance")
    moment: datetime = await ctx.session.scalar(MOMENT)
    return moment
