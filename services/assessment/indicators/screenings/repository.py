"""SQL of screeners and results."""

from sqlalchemy import select

from services.assessment.indicators.facts.listing import listing_of
from services.assessment.indicators.screenings.schemas import (
    Screener,
    ScreenerList,
    ScreeningResult,
    ScreeningResultList,
)
from services.assessment.indicators.screenings.tables import ScreenerRow, ScreeningResultRow
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.listing import listing

SCREENERS = listing(ScreenerRow, Screener, ScreenerList, order=("code",))
RESULTS = listing_of(ScreeningResultRow, ScreeningResult, ScreeningResultList, RecordKind.SCREENINGS, computed={})
Editions = dict[tuple[str, str | None], ScreenerRow]


async def editions(ctx: Context) -> Editions:
    """The district's screeners by code and edition; by code alone the newest."""
    rows = ScreenerRow
    found: Editions = {}
    asked = select(rows).where(rows.district_id == ctx.district_id).order_by(rows.created_at, rows.id)
    for row in await ctx.session.scalars(asked):
        found[row.code, row.edition] = found[row.code, None] = row
    return found
