"""HTTP of handovers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.work.handovers import service
from services.scheduling.work.handovers.errors import TooManyNotes
from services.scheduling.work.handovers.schemas import (
    Handover,
    HandoverList,
    HandoverNoteCreate,
    HandoverPreview,
    HandoverSummary,
)
from services.scheduling.work.handovers.transitions import NOTES
from shared.context.context import Context
from shared.errors import NotFound, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(tags=["handovers"])

Reader = Annotated[Context, requires("tasks:read")]


@router.get("/v1/handovers", response_model=Page[HandoverSummary], responses=refusals())
async def list_handovers(ctx: Reader, filters: Annotated[HandoverList, Query()]) -> Response:
    """List handovers, oldest first: one's own, those at the schools one leads, for the district all."""
    return await service.listed(ctx, filters)


@router.get("/v1/handover-preview", response_model=HandoverPreview, responses=refusals(NotPermitted, NotFound))
async def preview_handover(staff_id: UUID, ctx: Reader) -> Response:
    """Preview what would need a new owner if this person left today, and who else holds their roles."""
    return ctx.reply(await service.preview(ctx, staff_id))


@router.get("/v1/handovers/{handover_id}", response_model=Handover, responses=refusals())
async def read_handover(handover_id: UUID, ctx: Reader) -> Response:
    """Read the handover page: what is overdue, upcoming and later, as of now, and the notes."""
    return ctx.reply(await service.read(ctx, handover_id))


@router.post(
    "/v1/handovers/{handover_id}/notes",
    status_code=201,
    response_model=Handover,
    responses=refusals(NotPermitted, TooManyNotes),
)
async def add_handover_note(
    handover_id: UUID, body: HandoverNoteCreate, ctx: Annotated[Context, requires(NOTES.door)]
) -> Response:
    """Leave a note for the other side of the handover."""
    return ctx.reply(await service.add_note(ctx, handover_id, body), 201)
