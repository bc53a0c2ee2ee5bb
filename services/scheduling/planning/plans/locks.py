"""The lock that publishing and whatever must not fall between its tasks take."""

from shared.context.context import Context
from shared.db.locks import one_at_a_time


async def wait_for_publishing(ctx: Context) -> None:
    """A plan being published in the same moment either has its tasks already or comes after the event: never between."""
    await one_at_a_time(ctx, "publishing")
