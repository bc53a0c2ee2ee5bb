"""SQL of which sources a district has, and which of them is believed."""

from uuid import UUID

import orjson
from sqlalchemy import select

from services.assessment.records.roster_listings.errors import RosterSourceEnded
from services.assessment.records.roster_listings.rules import BY_HAND, hand_is_first, places
from services.assessment.records.roster_listings.tables import (
    FieldGroup,
    RosterListingRow,
    RosterPrecedenceRow,
    RosterSourceRow,
)
from services.assessment.records.student_records.repository import ROSTER
from shared.context.context import Context
from shared.texts.words import Words

DEMOGRAPHICS = "student_demographics"


async def ranks(ctx: Context) -> dict[str, int]:
    """The declared sources that have not ended, by code."""
    row = RosterSourceRow
    going_on = (row.district_id == ctx.district_id, row.ended_at.is_(None))
    found = await ctx.session.execute(select(row.code, row.rank).where(*going_on))
    return dict(found.tuples().all())


async def ended(ctx: Context) -> set[str]:
    """The codes of those that have ended."""
    row = RosterSourceRow
    over = select(row.code).where(row.district_id == ctx.district_id, row.ended_at.is_not(None))
    return set(await ctx.session.scalars(over))


async def check_goes_on(ctx: Context, source: str) -> None:
    """Raises `RosterSourceEnded`."""
    if source in await ended(ctx):
        raise RosterSourceEnded(
            Words(
                f"What {source} lists counts no more; the import that ended it can be taken back.",
                es=f"Lo que enumera {source} ya no cuenta; se puede deshacer la importación que lo terminó.",
            )
        )


async def several(ctx: Context) -> bool:
    """Has the district more than one source?"""
    row = RosterSourceRow
    other = select(row.id).where(row.district_id == ctx.district_id, row.code != ROSTER).limit(1)
    return await ctx.session.scalar(other) is not None


async def precedence(ctx: Context) -> RosterPrecedenceRow | None:
    """Which orders the district said, if it did."""
    return await ctx.find(RosterPrecedenceRow, ctx.district_id)


async def is_hand_first(ctx: Context, source: str) -> bool:
    """Does what people write of demographics go before what a source says?"""
    said = await precedence(ctx)
    return hand_is_first(said.orders.get(FieldGroup.DEMOGRAPHICS, []) if said else [], source)


async def is_hand_named(ctx: Context) -> bool:
    """Does the district say where what people write of demographics stands?"""
    said = await precedence(ctx)
    return said is not None and BY_HAND in said.orders.get(FieldGroup.DEMOGRAPHICS, [])


async def by_hand(ctx: Context, student_id: UUID) -> RosterListingRow | None:
    """What people wrote of a student's demographics."""
    row = RosterListingRow
    which = (row.kind == DEMOGRAPHICS, row.student_id == student_id, row.source == BY_HAND)
    found: RosterListingRow | None = await ctx.session.scalar(
        select(row).where(row.district_id == ctx.district_id, *which)
    )
    return found


async def places_in_json(ctx: Context) -> str:
    """Which source is believed for which field."""
    said = await precedence(ctx)
    return orjson.dumps(places(await ranks(ctx), said.orders if said else {})).decode()
