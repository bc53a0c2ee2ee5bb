"""SQL of instruments."""

from uuid import UUID

from sqlalchemy import select

from services.assessment.measures.instruments.tables import InstrumentRow
from shared.context.context import Context
from shared.context.paging import Listing
from shared.errors import NotFound

LISTING = Listing(
    name="instruments",
    columns="""i.id, i.state, i.code, i.edition as version, i.title, i.description, i.licence, i.published_at,
    i.version as revision, i.created_at, i.updated_at""",
    source="instruments i",
    order=(("i.code", "text"), ("i.edition", "text"), ("i.id", "uuid")),
    changed=(("i.updated_at", "timestamptz"), ("i.id", "uuid")),
    filters={"code": "i.code = {}", "state": "i.state = {}"},
)


async def get_instrument(ctx: Context, instrument_id: UUID) -> InstrumentRow:
    """One instrument. Raises `NotFound`."""
    row = await find_instrument(ctx, instrument_id)
    if row is None:
        raise NotFound("No such instrument.")
    return row


async def find_instrument(ctx: Context, instrument_id: UUID) -> InstrumentRow | None:
    """One instrument, or None."""
    found: InstrumentRow | None = await ctx.session.scalar(
        select(InstrumentRow).where(InstrumentRow.id == instrument_id)
    )
    return found
