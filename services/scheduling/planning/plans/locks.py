"""The lock that publishing and whatever must not fall between its tasks take."""

from sqlalchemy import text

from shared.context.context import Context


async def wait_for_publishing(ctx: Context) -> None:
    """A plan being published in the same moment either has its tasks already or comes after the event: never between."""
    await ctx.session.execute(
        text("select pg_advisory_xact_lock(hashtextextended('publishing ' || :district_id, 0))"),
        {"district_id": str(ctx.district_id)},
    )
