"""HTTP of figures."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.assessment.attendance.figures import comparing, service
from services.assessment.attendance.figures.errors import FiguresCutRefused, NoFiguresYet
from services.assessment.attendance.figures.schemas import (
    AttendanceChange,
    AttendanceFigures,
    AttendanceFiguresExplained,
    AttendanceFiguresTrend,
    AttendanceOfClass,
    AttendanceSubgroups,
    FigureChangeAsked,
    FigureClassAsked,
    FiguresAsked,
    FigureSubgroupsAsked,
    FigureTableAsked,
    FigureTrendAsked,
)
from services.assessment.privacy.disclosures.errors import NoLegalBasis
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


@router.get("/trend", response_model=AttendanceFiguresTrend, responses=refusals(NotPermitted))
async def read_attendance_trend(
    ctx: Annotated[Context, requires("figures:read")], asked: Annotated[FigureTrendAsked, Query()]
) -> Response:
    """Read a table of all weeks of a school year, or of the last week of each month, each as it was told then."""
    return ctx.reply(await comparing.trend(ctx, asked))


@router.get("/years", response_model=AttendanceFiguresTrend, responses=refusals(NotPermitted, NoFiguresYet))
async def compare_attendance_years(
    ctx: Annotated[Context, requires("figures:read")], asked: Annotated[FigureTableAsked, Query()]
) -> Response:
    """Read a table of a week beside those of the same time of up to four years before."""
    return ctx.reply(await comparing.years(ctx, asked))


@router.get(
    "/change", response_model=AttendanceChange, responses=refusals(NotPermitted, NoFiguresYet, FiguresCutRefused)
)
async def read_attendance_change(
    ctx: Annotated[Context, requires("figures:read")], asked: Annotated[FigureChangeAsked, Query()]
) -> Response:
    """Read how many students became chronically absent within four school weeks, and how many are so no longer."""
    return ctx.reply(await comparing.change(ctx, asked))


@router.get(
    "/subgroups", response_model=AttendanceSubgroups, responses=refusals(NotPermitted, NoFiguresYet, FiguresCutRefused)
)
async def read_attendance_subgroups(
    ctx: Annotated[Context, requires("figures:read")], asked: Annotated[FigureSubgroupsAsked, Query()]
) -> Response:
    """Read counts of the whole district by sex, by race and ethnicity or by home language, where the district turned it on."""
    return ctx.reply(await comparing.subgroups(ctx, asked))


@router.get(
    "/of-class", response_model=AttendanceOfClass, responses=refusals(NoLegalBasis, NoFiguresYet, FiguresCutRefused)
)
async def read_attendance_of_class(
    ctx: Annotated[Context, requires("attendance:read")], asked: Annotated[FigureClassAsked, Query()]
) -> Response:
    """Read how the students of a class stand now, as somebody who sees each of them; to others it is refused."""
    return ctx.reply(await comparing.of_class(ctx, asked))


@router.post("/make", status_code=204, responses=refusals(NotPermitted))
async def make_attendance_figures(ctx: Annotated[Context, requires("attendance-rules:write")]) -> Response:
    """Have the figures of the school week that has ended be made now, if the day's work has not; what is made never changes."""
    await service.make(ctx)
    return ctx.nothing()
