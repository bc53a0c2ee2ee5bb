"""SQL of instruments."""

from uuid import UUID

from sqlalchemy import select

from services.assessment.measures.instruments.schemas import InstrumentList, InstrumentSummary
from services.assessment.measures.instruments.tables import InstrumentRow
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(
    InstrumentRow,
    InstrumentSummary,
    InstrumentList,
    order=("code", "edition"),
    computed={"version": "s.edition", "revision": "s.version"},
)


async def find_instrument(ctx: Context, instrument_id: UUID) -> InstrumentRow | None:
    """One instrument, or None."""
    found: InstrumentRow | None = await ctx.session.scalar(
        select(InstrumentRow).where(InstrumentRow.id == instrument_id)
    )
    return found
