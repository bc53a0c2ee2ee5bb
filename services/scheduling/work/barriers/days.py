"""The school days barriers are counted in: those of one school year after the other, from a day on."""

from datetime import date, timedelta
from uuid import UUID

from services.scheduling.calendar.calendars.rules import Calendars, SchoolYear
from services.scheduling.calendar.calendars.service import calendars_at
from shared.context.context import Context

#: A barrier that outlasts these is counted in weekdays from there on.
MOST_YEARS = 5


async def calendars_from(ctx: Context, day: date) -> list[Calendars]:
    """The calendars of the school year a day lies in, or else of the next to begin, and of those after it."""
    found: list[Calendars] = []
    while len(found) < MOST_YEARS and (calendars := await calendars_at(ctx, day)) is not None:
        found.append(calendars)
        day = calendars.district.ends_on + timedelta(days=1)
    return found


def years_of(calendars: list[Calendars], school_id: UUID | None = None) -> list[SchoolYear]:
    """The same years as one school counts them, or without a school the district."""
    return [each.of(school_id) for each in calendars]


async def district_years(ctx: Context, day: date) -> list[SchoolYear]:
    """The district's own years from a day on."""
    return years_of(await calendars_from(ctx, day))
