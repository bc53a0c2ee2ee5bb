"""HTTP of calendars."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.scheduling.calendar.calendars import service
from services.scheduling.calendar.calendars.schemas import Calendar, CalendarQuery
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])


@router.get("", response_model=Calendar, responses=refusals(NotPermitted, NoSuchSchool))
async def read_calendar(
    ctx: Annotated[Context, requires("calendar:read")], wish: Annotated[CalendarQuery, Query()]
) -> Response:
    """Read a school's calendar, or the district's, day by day."""
    return ctx.reply(await service.show(ctx, wish))
