"""Use cases of screeners and results."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.indicators.facts import service as facts
from services.assessment.indicators.screenings.events import ScreenerAdded
from services.assessment.indicators.screenings.repository import RESULTS
from services.assessment.indicators.screenings.schemas import ScreenerCreate, ScreeningResultList
from services.assessment.indicators.screenings.tables import ScreenerRow
from services.assessment.permissions import POLICY
from shared.context.context import Context

RIGHT = "screenings:read"


def visible(ctx: Context) -> dict[str, Any]:
    """Screeners are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "indicator-rules:read")
    return {}


async def add(ctx: Context, wish: ScreenerCreate) -> ScreenerRow:
    """Say what a screener's scores mean, before results of it are sent."""
    POLICY.require(ctx, "indicator-rules:write")
    row = ScreenerRow(
        **wish.model_dump(exclude={"cut_scores"}), cut_scores=[one.model_dump(mode="json") for one in wish.cut_scores]
    )
    ctx.add(row)
    await ctx.session.flush()
    ctx.emit(ScreenerAdded(screener_id=row.id, code=row.code, edition=row.edition))
    return row


async def listed(ctx: Context, filters: ScreeningResultList) -> Response:
    """Results at the caller's schools, and of the students who are theirs."""
    return await facts.listed(ctx, RESULTS, filters, RIGHT)


async def read(ctx: Context, result_id: UUID) -> Response:
    """One of them."""
    return await facts.read(ctx, RESULTS, result_id, RIGHT)
