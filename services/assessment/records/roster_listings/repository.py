"""SQL of which sources a district has, and which of them is believed."""

import orjson
from sqlalchemy import select

from services.assessment.records.roster_listings.rules import places
from services.assessment.records.roster_listings.tables import RosterPrecedenceRow, RosterSourceRow
from services.assessment.records.student_records.repository import ROSTER
from shared.context.context import Context


async def ranks(ctx: Context) -> dict[str, int]:
    """The declared sources, by code."""
    row = RosterSourceRow
    found = await ctx.session.execute(select(row.code, row.rank).where(row.district_id == ctx.district_id))
    return dict(found.tuples().all())


async def several(ctx: Context) -> bool:
    """Has the district more than one source?"""
    row = RosterSourceRow
    other = select(row.id).where(row.district_id == ctx.district_id, row.code != ROSTER).limit(1)
    return await ctx.session.scalar(other) is not None


async def precedence(ctx: Context) -> RosterPrecedenceRow | None:
    """Which orders the district said, if it did."""
    return await ctx.find(RosterPrecedenceRow, ctx.district_id)


async def places_in_json(ctx: Context) -> str:
    """Which source is believed for which field."""
    said = await precedence(ctx)
    return orjson.dumps(places(await ranks(ctx), said.orders if said else {})).decode()
