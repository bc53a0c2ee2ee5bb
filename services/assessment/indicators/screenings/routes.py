"""HTTP of screeners and results."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.indicators.screenings import service
from services.assessment.indicators.screenings.errors import ScreenerKnown
from services.assessment.indicators.screenings.repository import SCREENERS
from services.assessment.indicators.screenings.schemas import (
    Screener,
    ScreenerCreate,
    ScreenerList,
    ScreeningResult,
    ScreeningResultList,
)
from services.assessment.privacy.disclosures.errors import NoLegalBasis
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["indicators"])


@router.get("/screeners", response_model=Page[Screener], responses=refusals(NotPermitted))
async def list_screeners(
    ctx: Annotated[Context, requires("indicator-rules:read")], filters: Annotated[ScreenerList, Query()]
) -> Response:
    """List the district's screeners, edition by edition, with their cut scores."""
    return await ctx.page(SCREENERS, filters, service.visible(ctx))


@router.post("/screeners", status_code=201, response_model=Screener, responses=refusals(NotPermitted, ScreenerKnown))
async def add_screener(body: ScreenerCreate, ctx: Annotated[Context, requires("indicator-rules:write")]) -> Response:
    """Say what the scores of an edition of a screener mean; results of it can be sent from then on."""
    return await ctx.reply_item(SCREENERS, (await service.add(ctx, body)).id, service.visible(ctx), status=201)


@router.get("/screeners/{screener_id}", response_model=Screener, responses=refusals(NotPermitted))
async def read_screener(screener_id: UUID, ctx: Annotated[Context, requires("indicator-rules:read")]) -> Response:
    """Read one edition of a screener."""
    return await ctx.item(SCREENERS, screener_id, "screener", service.visible(ctx))


@router.get("/screening-results", response_model=Page[ScreeningResult], responses=refusals(NoLegalBasis))
async def list_screening_results(
    ctx: Annotated[Context, requires("screenings:read")], filters: Annotated[ScreeningResultList, Query()]
) -> Response:
    """List what students got in screenings, by day, or by change with `updated_since`, which shows removed ones too."""
    return await service.listed(ctx, filters)


@router.get(
    "/screening-results/{screening_result_id}", response_model=ScreeningResult, responses=refusals(NoLegalBasis)
)
async def read_screening_result(
    screening_result_id: UUID, ctx: Annotated[Context, requires("screenings:read")]
) -> Response:
    """Read one result."""
    return await service.read(ctx, screening_result_id)
