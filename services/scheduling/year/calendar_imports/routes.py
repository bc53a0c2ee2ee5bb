"""HTTP of calendar imports."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from services.scheduling.calendar.day_types.errors import NoSuchDayType
from services.scheduling.year.calendar_imports import service
from services.scheduling.year.calendar_imports.errors import CalendarFileFaulty, NothingToImport
from services.scheduling.year.calendar_imports.schemas import CalendarImport, CalendarImportWish
from services.scheduling.year.corrections.errors import DayOutsideYears, YearWithoutSchoolDays
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, UnsupportedMediaType, refusals
from shared.texts.words import Words
from shared.web import idempotency
from shared.web.requires import requires

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The calendar in UTF-8, 2 MB at most. CSV: `day`, `day_type`, `school_code` and `note`, the last "
        "two as you like. iCalendar: all-day events; a category or the summary names the day type, or says it in the "
        "usual words (no school, holiday, break, teacher workday, early release, snow day, make-up day); where two "
        "events share a day the one without school counts.",
        "content": {
            service.CSV: {"schema": {"type": "string"}},
            service.ICALENDAR: {"schema": {"type": "string"}},
        },
    }
}


async def calendars_only(request: Request) -> str:
    """The type of the body; any other is refused before a byte of it is read."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in (service.CSV, service.ICALENDAR):
        raise UnsupportedMediaType(
            Words(f"Send {service.CSV} or {service.ICALENDAR}.", es=f"Envíe {service.CSV} o {service.ICALENDAR}.")
        )
    return sent


@router.post(
    "/import",
    response_model=CalendarImport,
    responses=refusals(
        *(NotPermitted, NoSuchSchool, NoSuchDayType),
        *(DayOutsideYears, CalendarFileFaulty, NothingToImport, YearWithoutSchoolDays),
    ),
    openapi_extra=FILE,
)
async def import_calendar(
    request: Request,
    ctx: Annotated[Context, requires("calendar:write", upload=True)],
    wish: Annotated[CalendarImportWish, Query()],
    kind: Annotated[str, Depends(calendars_only)],
) -> Response:
    """Import the days of a file, all or none; the reply says which days close and open and what is due on those that close.

    Days that are not in the file stay as they are.
    """
    body = request.stream()
    return ctx.reply(await service.take(ctx, wish, kind, body, lambda digest: idempotency.claim(ctx, request, digest)))
