"""HTTP of day types."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.scheduling.calendar.day_types import service
from services.scheduling.calendar.day_types.errors import DayTypeIsStandard, DayTypeTaken
from services.scheduling.calendar.day_types.schemas import DayType, DayTypeCreate, DayTypeList, DayTypeUpdate
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import Code, Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/day-types", tags=["day types"])


@router.get("", response_model=Page[DayType], responses=refusals(NotPermitted))
async def list_day_types(
    ctx: Annotated[Context, requires("calendar:read")], filters: Annotated[DayTypeList, Query()]
) -> Response:
    """List day types by code: the standard ones and the district's own; with `updated_since` only its own."""
    return await service.listed(ctx, filters)


@router.post("", status_code=201, response_model=DayType, responses=refusals(NotPermitted, DayTypeTaken))
async def add_day_type(body: DayTypeCreate, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Add a day type, for instance one of a programme's day cycle."""
    return ctx.reply(await service.add(ctx, body), 201)


@router.get("/{day_type_code}", response_model=DayType, responses=refusals(NotPermitted))
async def read_day_type(day_type_code: Code, ctx: Annotated[Context, requires("calendar:read")]) -> Response:
    """Read one day type."""
    return ctx.reply(await service.read(ctx, day_type_code))


@router.patch("/{day_type_code}", response_model=DayType, responses=refusals(NotPermitted, DayTypeIsStandard))
async def change_day_type(
    day_type_code: Code, body: DayTypeUpdate, ctx: Annotated[Context, requires("calendar:write")]
) -> Response:
    """Change the title of one of the district's own day types."""
    return ctx.reply(await service.change(ctx, day_type_code, body))
