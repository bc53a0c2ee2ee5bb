"""Use cases of words of incidents, marks and courses."""

from typing import Any
from uuid import UUID

from services.assessment.indicators.codes import repository
from services.assessment.indicators.codes.errors import MeaningOfAnother
from services.assessment.indicators.codes.events import IndicatorCodeRecorded
from services.assessment.indicators.codes.meanings import OF_KIND, CodeKind
from services.assessment.indicators.codes.schemas import IndicatorCodeCreate, IndicatorCodeUpdate, bounds_of
from services.assessment.indicators.codes.tables import IndicatorCodeRow
from services.assessment.indicators.codes.transitions import CHANGE
from services.assessment.permissions import POLICY
from shared.context.context import Context


def visible(ctx: Context) -> dict[str, Any]:
    """Words are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "indicator-rules:read")
    return {}


async def add(ctx: Context, wish: IndicatorCodeCreate) -> IndicatorCodeRow:
    """Say what a word means, before it is first sent or since: of one that nobody has said it of yet."""
    POLICY.require(ctx, "indicator-rules:write")
    lowest, highest = bounds_of(wish.kind, wish.code)
    folded = await repository.folded(ctx, wish.code)
    if (sent := await repository.without_meaning(ctx, wish.kind, folded)) is not None:
        row = await ctx.get(IndicatorCodeRow, sent, "word")
        if row.meaning is None:
            row.meaning, row.points = wish.meaning, wish.points
            return await ctx.save(row, IndicatorCodeRecorded)
    row = IndicatorCodeRow(**wish.model_dump(), folded=folded, lowest=lowest, highest=highest)
    return await ctx.save(row, IndicatorCodeRecorded)


async def change(ctx: Context, code_id: UUID, patch: IndicatorCodeUpdate) -> IndicatorCodeRow:
    """Say what a word means. What depends on it is looked at anew by the worker."""
    POLICY.require(ctx, CHANGE.right)
    row = await ctx.get(IndicatorCodeRow, code_id, "word")
    ctx.check_version(row)
    patch.apply(row)
    if row.meaning not in OF_KIND[row.kind] or (row.points is not None and row.kind != CodeKind.MARK):
        raise MeaningOfAnother
    return await ctx.save(row, IndicatorCodeRecorded)
