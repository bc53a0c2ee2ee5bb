"""HTTP of words of incidents, marks and courses."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.indicators.codes import service
from services.assessment.indicators.codes.errors import IndicatorCodeKnown, MeaningOfAnother
from services.assessment.indicators.codes.may import LISTING, MAY
from services.assessment.indicators.codes.schemas import (
    IndicatorCode,
    IndicatorCodeCreate,
    IndicatorCodeList,
    IndicatorCodeUpdate,
)
from services.assessment.indicators.codes.transitions import CHANGE
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/indicator-codes", tags=["indicators"])


@router.get("", response_model=Page[IndicatorCode], responses=refusals(NotPermitted))
async def list_indicator_codes(
    ctx: Annotated[Context, requires("indicator-rules:read")], filters: Annotated[IndicatorCodeList, Query()]
) -> Response:
    """List the words systems send of behavior, actions, marks and subjects; `mapped=false` are those nobody has said the
    meaning of.
    """
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post("", status_code=201, response_model=IndicatorCode, responses=refusals(NotPermitted, IndicatorCodeKnown))
async def add_indicator_code(
    body: IndicatorCodeCreate, ctx: Annotated[Context, requires("indicator-rules:write")]
) -> Response:
    """Say what a word means. One that is sent unasked is listed by itself, without a meaning, and said here as well; once
    somebody has said it, it is changed.
    """
    return ctx.reply(await MAY.reply(ctx, IndicatorCode, await service.add(ctx, body)), 201)


@router.get("/{indicator_code_id}", response_model=IndicatorCode, responses=refusals(NotPermitted))
async def read_indicator_code(
    indicator_code_id: UUID, ctx: Annotated[Context, requires("indicator-rules:read")]
) -> Response:
    """Read one word."""
    return await ctx.item(LISTING, indicator_code_id, "word", service.visible(ctx))


@router.patch("/{indicator_code_id}", response_model=IndicatorCode, responses=refusals(NotPermitted, MeaningOfAnother))
async def change_indicator_code(
    indicator_code_id: UUID, body: IndicatorCodeUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Say what a word means, of all that was sent with it; flags follow within seconds."""
    return ctx.reply(await MAY.reply(ctx, IndicatorCode, await service.change(ctx, indicator_code_id, body)))
