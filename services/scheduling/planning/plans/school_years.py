"""The school years a plan is for, in the one form: 2026-27."""

from datetime import date

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.calendar.calendars.rules import ONE_DAY
from services.scheduling.planning.plans.repository import find_year
from shared.context.context import Context
from shared.school_year import as_written, called, school_year_of

THIS, NEXT = "this school year", "next school year"


async def counts_from(ctx: Context, school_year: str, today: date) -> date:
    """The day a plan of this school year counts from when it goes to the schools today: of a year to come, its first day."""
    present = await calendars.year_at(ctx, today)
    if present is None or called(present.starts_on, present.ends_on) >= school_year:
        return today
    ahead = [first for first, last in await calendars.years_of(ctx, None) if called(first, last) == school_year]
    return max(today, *ahead) if ahead else today


async def named(ctx: Context, written: str) -> str | None:
    """The school year somebody means by a form of it, the title of one of the district's, or this or next; None: unclear."""
    if year := as_written(written):
        return year
    row = await find_year(ctx, written)
    if row is not None:
        return called(row.starts_on, row.ends_on)
    words = " ".join(written.lower().split())
    day = await ctx.today()
    if words not in (THIS, NEXT):
        return None
    present = await calendars.year_at(ctx, day)
    if words == THIS:
        return called(present.starts_on, present.ends_on) if present else school_year_of(day)
    coming = await calendars.year_at(ctx, present.ends_on + ONE_DAY) if present else None
    return called(coming.starts_on, coming.ends_on) if coming else None
