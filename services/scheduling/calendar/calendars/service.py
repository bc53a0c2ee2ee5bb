"""The calendars everything that counts school days counts in, and what they say of each day."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from services.scheduling.calendar.calendars import repository
from services.scheduling.calendar.calendars.rules import Calendars, SchoolYear, compose, holding
from services.scheduling.calendar.calendars.schemas import Calendar, CalendarDay, CalendarQuery, DaySource
from services.scheduling.calendar.day_types.rules import INSTRUCTIONAL
from services.scheduling.permissions import POLICY
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL
from shared.errors import Invalid, NoSuchSchool, fault
from shared.texts.words import Words

MOST_DAYS = 400


async def calendars_at(ctx: Context, day: date) -> Calendars | None:
    """The calendars of the school year a day lies in, or else of the next to begin; None when the district has neither.

    Two queries, whatever the number of schools.
    """
    spans = await repository.find_spans(ctx, day)
    district = spans.pop(None, None)
    if district is None:
        return None
    own = {school_id: span for school_id, span in spans.items() if school_id}
    every = [district, *own.values()]
    listed = await repository.list_days(ctx, min(first for first, _ in every), max(last for _, last in every))
    return compose(district, own, *listed)


async def year_at(ctx: Context, day: date, school_id: UUID | None = None) -> SchoolYear | None:
    """The calendar of that school year at a school; without one the district's own."""
    found = await calendars_at(ctx, day)
    return found.of(school_id) if found else None


async def calendars_on(ctx: Context, days: Iterable[date]) -> dict[date, Calendars | None]:
    """The calendars of each of some days."""
    found: dict[date, Calendars | None] = {}
    calendars: Calendars | None = None
    for place, day in enumerate(sorted(days)):
        if place == 0 or (calendars and day > calendars.district.ends_on):
            calendars = await calendars_at(ctx, day)
        found[day] = calendars
    return found


async def years_of(ctx: Context, school_id: UUID | None) -> list[tuple[date, date]]:
    """First and last days of every school year that holds at a school: the district's and its own; without one the district's."""
    return await repository.list_spans(ctx, school_id)


async def show(ctx: Context, wish: CalendarQuery) -> Calendar:
    """A school's calendar, or the district's, day by day."""
    POLICY.require(ctx, "calendar:read")
    first, last, school_id = wish.first, wish.until, wish.school_id
    if not 0 <= (last - first).days < MOST_DAYS:
        wrong = fault(
            "?until",
            Words(
                f"lies before `from`, or {MOST_DAYS} days or more after it",
                es=f"es anterior a `from`, o posterior en {MOST_DAYS} días o más",
            ),
        )
        raise Invalid(
            Words(f"Ask for {MOST_DAYS} days at most.", es=f"Pida como máximo {MOST_DAYS} días."), errors=[wrong]
        )
    school = (await references(ctx, {SCHOOL: [school_id]})).to(SCHOOL, school_id)
    if school and school.name is None:
        raise NoSuchSchool(
            Words("Give the id of a school of the district.", es="Indique el id de una escuela del distrito."),
            errors=[fault("?school_id", Words("no such school", es="no existe esa escuela"))],
        )
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    calendars = await calendars_on(ctx, days)
    listed = await repository.list_entries(ctx, first, last, school_id)
    held_terms = holding(await repository.list_of_years(ctx, first, last), school_id)
    shown = []
    for day in days:
        at = calendars[day]
        held = bool(at and at.of(school_id).is_school_day(day))
        row = (school_id and listed.get((school_id, day))) or listed.get((None, day))
        shown.append(
            CalendarDay(
                day=day,
                day_type=row.day_type if row else INSTRUCTIONAL.code if held else None,
                school_is_held=held,
                source=(DaySource.SCHOOL if row.school_id else DaySource.DISTRICT) if row else None,
                terms=[term.code for term in held_terms if term.starts_on <= day <= term.ends_on],
                note=row.note if row else None,
                entry_id=row.id if row else None,
            )
        )
    return Calendar(school=school, days=shown)
