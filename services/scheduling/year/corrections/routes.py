"""HTTP of corrections of calendars."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.year.corrections import service
from services.scheduling.year.corrections.errors import YearWithoutSchoolDays
from services.scheduling.year.corrections.schemas import CalendarEffect, CorrectionReply, DayEntries
from shared.context.bulk import ValidateOnly
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])


@router.post("/days", response_model=CorrectionReply, responses=refusals(NotPermitted, YearWithoutSchoolDays))
async def correct_calendar(
    body: DayEntries, ctx: Annotated[Context, requires("calendar:write")], validate_only: ValidateOnly = False
) -> Response:
    """Set what kind of days these are, for the district or for schools; each entry gets its result.

    A make-up day at the weekend is an entry of a day type on which school is held.
    """
    return ctx.reply(await service.correct(ctx, body.items, validate_only))


@router.delete(
    "/days/{entry_id}", response_model=CalendarEffect, responses=refusals(NotPermitted, YearWithoutSchoolDays)
)
async def remove_calendar_entry(entry_id: UUID, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Remove an entry: the day goes by its weekday again, or by what the district lists."""
    return ctx.reply(await service.remove(ctx, entry_id))
