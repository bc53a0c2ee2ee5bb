"""HTTP of school years."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.year.corrections.errors import DayOutsideYears, YearWithoutSchoolDays
from services.scheduling.year.school_years import service
from services.scheduling.year.school_years.errors import NothingReplaced, SchoolYearsOverlap, SchoolYearTooLong
from services.scheduling.year.school_years.schemas import SchoolYear, SchoolYearCreate, SchoolYearList, SchoolYearUpdate
from services.scheduling.year.school_years.transitions import CHANGE
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/school-years", tags=["school years"])

SPANS = (
    *(DaysOutOfOrder, SchoolYearTooLong, SchoolYearsOverlap, NothingReplaced),
    *(DayOutsideYears, YearWithoutSchoolDays),
)


@router.get("", response_model=Page[SchoolYear], responses=refusals(NotPermitted))
async def list_school_years(
    ctx: Annotated[Context, requires("calendar:read")], filters: Annotated[SchoolYearList, Query()]
) -> Response:
    """List school years, earliest first."""
    return await service.listed(ctx, filters)


@router.post("", status_code=201, response_model=SchoolYear, responses=refusals(NotPermitted, NoSuchSchool, *SPANS))
async def add_school_year(body: SchoolYearCreate, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Add a school year that is in no roster, or one that a school has instead of the district's."""
    return ctx.reply(await service.add(ctx, body), 201)


@router.get("/{school_year_id}", response_model=SchoolYear, responses=refusals(NotPermitted))
async def read_school_year(school_year_id: UUID, ctx: Annotated[Context, requires("calendar:read")]) -> Response:
    """Read one school year."""
    return await service.read(ctx, school_year_id)


@router.patch("/{school_year_id}", response_model=SchoolYear, responses=refusals(NotPermitted, *SPANS))
async def change_school_year(
    school_year_id: UUID, body: SchoolYearUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a school year, for instance the days without school."""
    return ctx.reply(await service.change(ctx, school_year_id, body))
