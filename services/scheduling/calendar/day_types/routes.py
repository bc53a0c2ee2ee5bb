"""HTTP of day types."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.scheduling.calendar.day_types import service
from services.scheduling.calendar.day_types.errors import DayTypeIsStandard, DayTypeTaken, TooManyDayTypes
from services.scheduling.calendar.day_types.schemas import DayType, DayTypeCreate, DayTypeList, DayTypeUpdate
from services.scheduling.calendar.day_types.transitions import CHANGE
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, refusals
from shared.schemas import Code, Page
from shared.web.requires import requires

WhoseOwn = Annotated[UUID | None, Query(description="Of a school's own day type, which school's.")]

router = APIRouter(prefix="/v1/day-types", tags=["day types"])


@router.get("", response_model=Page[DayType], responses=refusals(NotPermitted))
async def list_day_types(
    ctx: Annotated[Context, requires("calendar:read")], filters: Annotated[DayTypeList, Query()]
) -> Response:
    """List day types by code: the standard ones, the district's and schools' own; with `updated_since` only the latter two."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=DayType,
    responses=refusals(NotPermitted, DayTypeTaken, TooManyDayTypes, NoSuchSchool),
)
async def add_day_type(body: DayTypeCreate, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Add a day type, for instance one of a programme's day cycle; for every school, or one school's own."""
    return ctx.reply(await service.add(ctx, body), 201)


@router.get("/{day_type_code}", response_model=DayType, responses=refusals(NotPermitted))
async def read_day_type(
    day_type_code: Code, ctx: Annotated[Context, requires("calendar:read")], school_id: WhoseOwn = None
) -> Response:
    """Read one day type."""
    return ctx.reply(await service.read(ctx, day_type_code, school_id))


@router.patch("/{day_type_code}", response_model=DayType, responses=refusals(NotPermitted, DayTypeIsStandard))
async def change_day_type(
    day_type_code: Code,
    body: DayTypeUpdate,
    ctx: Annotated[Context, requires(CHANGE.door)],
    school_id: WhoseOwn = None,
) -> Response:
    """Change the title of one of the district's day types, or of a school's own."""
    return ctx.reply(await service.change(ctx, day_type_code, school_id, body))
