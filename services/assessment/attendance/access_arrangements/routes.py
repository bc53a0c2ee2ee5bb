"""HTTP of the means of access to attendance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.access_arrangements import service
from services.assessment.attendance.access_arrangements.errors import AccessEnded, NoSuchHolder
from services.assessment.attendance.access_arrangements.may import LISTING
from services.assessment.attendance.access_arrangements.schemas import (
    AccessArrangement,
    AccessArrangementCreate,
    AccessArrangementList,
    AccessArrangementUpdate,
)
from services.assessment.attendance.access_arrangements.transitions import CHANGE, END
from shared.context.context import Context
from shared.errors import NoSuchSchool, NoSuchStaff, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/access-arrangements", tags=["attendance"])


@router.get("", response_model=Page[AccessArrangement], responses=refusals(NotPermitted))
async def list_access_arrangements(
    ctx: Annotated[Context, requires("attendance-rules:read")], filters: Annotated[AccessArrangementList, Query()]
) -> Response:
    """List who gets which attendance, on what ground, how often and when last; `overdue` those that are silent."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post(
    "",
    status_code=201,
    response_model=AccessArrangement,
    responses=refusals(NotPermitted, NoSuchHolder, NoSuchSchool, NoSuchStaff),
)
async def add_access_arrangement(
    body: AccessArrangementCreate, ctx: Annotated[Context, requires("attendance-rules:write")]
) -> Response:
    """Say who gets what, and how often. It gives them no right: `holder_right` says whether they have it."""
    row = await service.add(ctx, body)
    return await ctx.reply_item(LISTING, row.id, status=201)


@router.get("/{access_arrangement_id}", response_model=AccessArrangement, responses=refusals(NotPermitted))
async def read_access_arrangement(
    access_arrangement_id: UUID, ctx: Annotated[Context, requires("attendance-rules:read")]
) -> Response:
    """Read one arrangement."""
    return await ctx.item(LISTING, access_arrangement_id, "access arrangement", service.visible(ctx))


@router.patch(
    "/{access_arrangement_id}",
    response_model=AccessArrangement,
    responses=refusals(NotPermitted, AccessEnded, NoSuchSchool, NoSuchStaff),
)
async def change_access_arrangement(
    access_arrangement_id: UUID, body: AccessArrangementUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change what it says; who gets it stays."""
    await service.change(ctx, access_arrangement_id, body)
    return await ctx.reply_item(LISTING, access_arrangement_id)


@router.post(
    "/{access_arrangement_id}/end", response_model=AccessArrangement, responses=refusals(NotPermitted, AccessEnded)
)
async def end_access_arrangement(access_arrangement_id: UUID, ctx: Annotated[Context, requires(END.door)]) -> Response:
    """It is over: nobody waits for it to be used."""
    await service.end(ctx, access_arrangement_id)
    return await ctx.reply_item(LISTING, access_arrangement_id)
