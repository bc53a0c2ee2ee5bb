"""HTTP of attendance codes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.codes import service
from services.assessment.attendance.codes.errors import AttendanceCodeKnown
from services.assessment.attendance.codes.may import LISTING
from services.assessment.attendance.codes.schemas import (
    AttendanceCode,
    AttendanceCodeCreate,
    AttendanceCodeList,
    AttendanceCodeUpdate,
)
from services.assessment.attendance.codes.transitions import CHANGE
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/attendance-codes", tags=["attendance"])


@router.get("", response_model=Page[AttendanceCode], responses=refusals(NotPermitted))
async def list_attendance_codes(
    ctx: Annotated[Context, requires("attendance-rules:read")], filters: Annotated[AttendanceCodeList, Query()]
) -> Response:
    """List the district's attendance codes; `mapped=false` are those a figure waits for."""
    return await ctx.page(LISTING, filters, service.visible(ctx))


@router.post("", status_code=201, response_model=AttendanceCode, responses=refusals(NotPermitted, AttendanceCodeKnown))
async def add_attendance_code(
    body: AttendanceCodeCreate, ctx: Annotated[Context, requires("attendance-rules:write")]
) -> Response:
    """Say what a code means. A code that is sent unasked is listed by itself, unmapped, and said here as well; once somebody
    has said it, it is changed.
    """
    return ctx.reply(await service.shown(ctx, await service.add(ctx, body)), 201)


@router.get("/{attendance_code_id}", response_model=AttendanceCode, responses=refusals(NotPermitted))
async def read_attendance_code(
    attendance_code_id: UUID, ctx: Annotated[Context, requires("attendance-rules:read")]
) -> Response:
    """Read one attendance code."""
    return await ctx.item(LISTING, attendance_code_id, "attendance code", service.visible(ctx))


@router.patch("/{attendance_code_id}", response_model=AttendanceCode, responses=refusals(NotPermitted))
async def change_attendance_code(
    attendance_code_id: UUID, body: AttendanceCodeUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Say what a code means; all that was reported with it is read anew, and figures follow within seconds."""
    return ctx.reply(await service.shown(ctx, await service.change(ctx, attendance_code_id, body)))
