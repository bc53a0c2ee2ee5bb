"""HTTP of figures."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.figures import service
from services.assessment.attendance.figures.errors import NoFiguresYet
from services.assessment.attendance.figures.schemas import (
    AttendanceFigures,
    AttendanceFiguresExplained,
    FiguresAsked,
    FigureTableAsked,
)
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/attendance-figures", tags=["attendance"])


@router.get("", response_model=AttendanceFigures, responses=refusals(NotPermitted, NoFiguresYet))
async def read_attendance_figures(
    ctx: Annotated[Context, requires("figures:read")], asked: Annotated[FigureTableAsked, Query()]
) -> Response:
    """Read how many students are in which band and chronically absent, by school, grade or both, as of the end of a school
    week. Nothing told adds up to a small group.
    """
    return ctx.reply(await service.table(ctx, asked))


@router.get("/explain", response_model=AttendanceFiguresExplained, responses=refusals(NotPermitted, NoFiguresYet))
async def explain_attendance_figures(
    ctx: Annotated[Context, requires("figures:read")], asked: Annotated[FiguresAsked, Query()]
) -> Response:
    """Explain the figures of a week: the definition, and what keeps them from telling of single students."""
    return ctx.reply(await service.explain(ctx, asked))
