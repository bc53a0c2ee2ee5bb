"""HTTP of what the district wants counted."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.assessment.attendance.figure_settings import service
from services.assessment.attendance.figure_settings.schemas import (
    AttendanceFigureSettings,
    AttendanceFigureSettingsBody,
)
from shared.context.context import Context
from shared.errors import NotPermitted, Stale, VersionMissing, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/attendance-figure-settings", tags=["attendance"])


@router.get("", response_model=AttendanceFigureSettings, responses=refusals(NotPermitted))
async def read_attendance_figure_settings(ctx: Annotated[Context, requires("attendance-rules:read")]) -> Response:
    """Read what figures are made by: the smallest group, subgroups, measures. Version 0: nobody has said, it is the usual."""
    return ctx.reply(await service.read(ctx))


@router.put("", response_model=AttendanceFigureSettings, responses=refusals(NotPermitted, VersionMissing, Stale))
async def set_attendance_figure_settings(
    body: AttendanceFigureSettingsBody, ctx: Annotated[Context, requires("attendance-rules:write")]
) -> Response:
    """Say what figures are made by from the next week on; needs If-Match (`"0"` for the first)."""
    return ctx.reply(await service.set_all(ctx, body))
