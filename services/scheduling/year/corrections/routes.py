"""HTTP of corrections of calendars."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.calendar.day_types.errors import NoSuchDayType
from services.scheduling.year.corrections import patterns, service
from services.scheduling.year.corrections.errors import DayOfDistrict, YearWithoutSchoolDays
from services.scheduling.year.corrections.schemas import (
    CalendarEffect,
    CorrectionReply,
    DayEntries,
    DayPattern,
    PatternReply,
)
from shared.context.bulk import ValidateOnly
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, refusals
from shared.web.requires import requires

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])


@router.post("/days", response_model=CorrectionReply, responses=refusals(NotPermitted, YearWithoutSchoolDays))
async def correct_calendar(
    body: DayEntries, ctx: Annotated[Context, requires("calendar:write")], validate_only: ValidateOnly = False
) -> Response:
    """Set what kind of days these are, for the district or for schools; each entry gets its result.

    The people of a school say so of plain school days of theirs, within the district's policy (`/v1/calendar/school-policy`).

    A make-up day at the weekend is an entry of a day type on which school is held.
    """
    return ctx.reply(await service.correct(ctx, body.items, validate_only))


@router.post(
    "/patterns",
    response_model=PatternReply,
    responses=refusals(NotPermitted, NoSuchSchool, NoSuchDayType, YearWithoutSchoolDays, *patterns.REFUSALS),
)
async def give_days_a_type(
    body: DayPattern, ctx: Annotated[Context, requires("calendar:write")], validate_only: ValidateOnly = False
) -> Response:
    """Give many days a type, such as every second Friday at some schools; days that are no plain school days are named."""
    return ctx.reply(await patterns.give(ctx, body, validate_only=validate_only))


@router.delete(
    "/days/{entry_id}",
    response_model=CalendarEffect,
    responses=refusals(NotPermitted, DayOfDistrict, YearWithoutSchoolDays),
)
async def remove_calendar_entry(entry_id: UUID, ctx: Annotated[Context, requires("calendar:write")]) -> Response:
    """Remove an entry: the day goes by its weekday again, or by what the district lists."""
    return ctx.reply(await service.remove(ctx, entry_id))
