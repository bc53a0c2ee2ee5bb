"""HTTP of school days, for operators."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.scheduling.year.daily_runs import service
from services.scheduling.year.daily_runs.errors import DayBegun
from services.scheduling.year.daily_runs.schemas import OpenedDay
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/school-days", tags=["school days"])


@router.get("", response_model=Page[OpenedDay], responses=refusals(NotPermitted))
async def list_school_days(ctx: Annotated[Context, requires("operations:read")], paging: PagingQuery) -> Response:
    """List the days that have begun, with what each brought about."""
    return await service.listed(ctx, paging)


@router.post("/begin", response_model=OpenedDay, responses=refusals(NotPermitted, DayBegun))
async def begin_school_day(ctx: Annotated[Context, requires("operations:write")]) -> Response:
    """Start today's run before the worker does at 06:00, or send reminders it left out as nothing was published. Once a day."""
    return ctx.reply(OpenedDay.model_validate(await service.begin_by_hand(ctx)))
