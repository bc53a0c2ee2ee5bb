"""HTTP of instruments: their items, scales and thresholds."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.measures.instruments import service
from services.assessment.measures.instruments.errors import (
    InstrumentContradictory,
    InstrumentPublished,
    InstrumentVersionTaken,
)
from services.assessment.measures.instruments.may import LISTING
from services.assessment.measures.instruments.schemas import (
    Instrument,
    InstrumentCreate,
    InstrumentList,
    InstrumentSummary,
    InstrumentUpdate,
)
from services.assessment.measures.instruments.transitions import CHANGE, PUBLISH
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/instruments", tags=["instruments"])


@router.get("", response_model=Page[InstrumentSummary], responses=refusals(NotPermitted))
async def list_instruments(
    ctx: Annotated[Context, requires("instruments:read")], filters: Annotated[InstrumentList, Query()]
) -> Response:
    """List instruments by code and version, without their items."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post(
    "",
    status_code=201,
    response_model=Instrument,
    responses=refusals(NotPermitted, InstrumentVersionTaken, InstrumentContradictory),
)
async def draft_instrument(body: InstrumentCreate, ctx: Annotated[Context, requires("instruments:write")]) -> Response:
    """Create a draft of an instrument."""
    model, headers = await service.shown(ctx, await service.draft(ctx, body))
    return ctx.reply(model, 201, headers)


@router.get("/{instrument_id}", response_model=Instrument, responses=refusals(NotPermitted))
async def read_instrument(instrument_id: UUID, ctx: Annotated[Context, requires("instruments:read")]) -> Response:
    """Read one instrument with its items."""
    model, headers = await service.shown(ctx, await service.read(ctx, instrument_id))
    return ctx.reply(model, 200, headers)


@router.patch(
    "/{instrument_id}",
    response_model=Instrument,
    responses=refusals(*(NotPermitted, InstrumentPublished, InstrumentVersionTaken, InstrumentContradictory)),
)
async def change_instrument(
    instrument_id: UUID, body: InstrumentUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a draft."""
    model, headers = await service.shown(ctx, await service.change(ctx, instrument_id, body))
    return ctx.reply(model, 200, headers)


@router.post(
    "/{instrument_id}/publish", response_model=Instrument, responses=refusals(NotPermitted, InstrumentPublished)
)
async def publish_instrument(instrument_id: UUID, ctx: Annotated[Context, requires(PUBLISH.door)]) -> Response:
    """Publish a draft; it never changes again."""
    model, headers = await service.shown(ctx, await service.publish(ctx, instrument_id))
    return ctx.reply(model, 200, headers)
