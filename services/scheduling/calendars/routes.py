"""HTTP of school years."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.calendars import service
from services.scheduling.calendars.schemas import SchoolYear, SchoolYearCreate, SchoolYearUpdate
from services.scheduling.errors import DaysOutOfOrder
from shared.auth.requires import requires
from shared.web.context import Context
from shared.web.errors import NotFound, NotPermitted, Stale, VersionMissing, refusals
from shared.web.paging import PagingQuery
from shared.web.schemas import Page

router = APIRouter(prefix="/v1/school-years", tags=["school years"])


@router.get("", response_model=Page[SchoolYear], responses=refusals(NotPermitted))
async def list_school_years(ctx: Annotated[Context, requires("calendar:read")], paging: PagingQuery) -> Response:
    """School years, earliest first."""
    return await service.listed(ctx, paging)


@router.post(
    "",
    status_code=201,
    response_model=SchoolYear,
    responses=refusals(NotPermitted, DaysOutOfOrder),
)
async def add_school_year(body: SchoolYearCreate, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Add a school year that no roster brings."""
    return ctx.reply(SchoolYear.model_validate(await service.add(ctx, body)), 201)


@router.get("/{school_year_id}", response_model=SchoolYear, responses=refusals(NotPermitted, NotFound))
async def read_school_year(school_year_id: UUID, ctx: Annotated[Context, requires("calendar:read")]) -> Response:
    """One school year."""
    return ctx.reply(SchoolYear.model_validate(await service.read(ctx, school_year_id)))


@router.patch(
    "/{school_year_id}",
    response_model=SchoolYear,
    responses=refusals(NotPermitted, NotFound, DaysOutOfOrder, Stale, VersionMissing),
)
async def change_school_year(
    school_year_id: UUID, body: SchoolYearUpdate, ctx: Annotated[Context, requires("calendar:write")]
) -> Response:
    """Change a school year, for instance the days without school."""
    return ctx.reply(SchoolYear.model_validate(await service.change(ctx, school_year_id, body)))
