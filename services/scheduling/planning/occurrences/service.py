"""The days activities are due on, for every calendar of the district."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars_of
from services.scheduling.calendar.calendars.rules import ONE_DAY, Calendars, SchoolYear
from services.scheduling.calendar.recurrence.rules import Occurrence
from services.scheduling.planning.occurrences.due_date_arrays import DueDates
from services.scheduling.planning.plans.repository import list_reached
from services.scheduling.planning.plans.rules import NeverFalls, by_day_type, due_on, repeated
from services.scheduling.planning.plans.tables import ActivityRow
from shared.context.context import Context
from shared.school_year import FIRST_MONTH, called

#: How far ahead the occurrences of a repetition are made.
HORIZON = timedelta(days=60)
#: They are made a week at a time, not day by day.
SLACK = timedelta(days=7)


def due_dates_of(
    activities: Iterable[ActivityRow], calendars: Calendars | None, *, after: Mapping[UUID, date] | None = None
) -> DueDates:
    """When each activity is due, as far as its occurrences are made; with `after`, only what is named after these days."""
    found = DueDates()
    groups = calendars.groups() if calendars else [(None, None)]
    for number, (_, school_ids) in enumerate(groups):
        found.school_ids += school_ids or []
        found.of_schools += [number] * len(school_ids or [])
    for activity in activities:
        known: dict[SchoolYear | None, list[tuple[date | None, date]]] = {}
        for number, (year, _) in enumerate(groups):
            # Kinds of days part calendars that are one to whatever does not go by them.
            alike = year if year is None or by_day_type(activity.repeat) else year.untyped
            if alike not in known:
                known[alike] = list(_days(activity, alike))
            for occurrence_on, due in known[alike]:
                if after is None or (occurrence_on is not None and occurrence_on > after[activity.id]):
                    found.add(activity.id, number, occurrence_on, due)
    return found


def begin(activity: ActivityRow, calendars: Calendars | None, day: date) -> None:
    """The activity reaches the schools, for its days from this one on: offsets from publication count and occurrences are made
    from here. That is today, or the first day of a school year to come.
    """
    activity.reached_on = day
    year = calendars.district if calendars else None
    found = due_on(activity.due, year, day, activity.ends_by)
    activity.due_on = None if _is_later(activity, year) else found
    activity.made_until = day + HORIZON if goes_on(activity) else None


def goes_on(activity: ActivityRow) -> bool:
    """Has it more than one task at a school: by its repetition, or one a school year?"""
    return activity.repeat is not None or activity.due["kind"] == "ongoing"


async def go_on(ctx: Context, today: date) -> None:
    """What goes on over several school years reaches the schools anew in the next, once the one it is in is over.

    Its occurrences there are made like all others, as they come within the horizon. The caller has waited for publishing.
    """
    several = [activity for activity in await list_reached(ctx) if activity.last_school_year and goes_on(activity)]
    years = await calendars_of.calendars_at(ctx, today) if several else None
    for activity in several:
        before = await calendars_of.year_at(ctx, _reached_on(activity))
        if years is None or before is None or years.district.starts_on <= before.starts_on:
            continue
        year = years.district
        if called(year.starts_on, year.ends_on) <= str(activity.last_school_year) and _runs(activity, year):
            activity.reached_on, activity.made_until = today, max(today, year.starts_on) - ONE_DAY
    await ctx.session.flush()


def _runs(activity: ActivityRow, year: SchoolYear) -> bool:
    return activity.ends_by is None or activity.ends_by >= year.starts_on


def _is_later(activity: ActivityRow, year: SchoolYear | None) -> bool:
    """Is it for later years of its plan than this one?"""
    if year is None or activity.first_school_year is None or not goes_on(activity):
        return False
    return called(year.starts_on, year.ends_on) < activity.first_school_year


def named_day(year_end: date) -> date:
    """The day that names the occurrence of a school year, whatever its calendar becomes: June 30 of the year it ends in."""
    return date(year_end.year, FIRST_MONTH, 1) - ONE_DAY


def to_come(activity: ActivityRow, year: SchoolYear) -> list[date]:
    """The days on which those of its occurrences will be due that are not made yet."""
    made_until = _made_until(activity)
    return [entry.due_on for entry in _every(activity, year) if entry.occurrence_on > made_until]


def _days(activity: ActivityRow, year: SchoolYear | None) -> Iterable[tuple[date | None, date]]:
    if _is_later(activity, year):
        return []
    if activity.due["kind"] == "ongoing" and year is not None:
        return [(named_day(year.ends_on), _first(activity, year))]
    if activity.repeat is None or year is None:
        return [(None, _first(activity, year))]
    until = _made_until(activity)
    return [(entry.occurrence_on, entry.due_on) for entry in _every(activity, year) if entry.occurrence_on <= until]


def _every(activity: ActivityRow, year: SchoolYear) -> list[Occurrence]:
    if activity.repeat is None or _is_later(activity, year):
        return []
    found = repeated(activity.repeat, _first(activity, year), year)
    return [entry for entry in found if activity.ends_by is None or entry.due_on <= activity.ends_by]


def _first(activity: ActivityRow, year: SchoolYear | None) -> date:
    try:
        return due_on(activity.due, year, _reached_on(activity), activity.ends_by)
    except NeverFalls:
        # Only a school whose own calendar is shorter than the district's comes here: the district's day holds for it.
        assert activity.due_on is not None, "the plan was checked against the district's calendar"
        return activity.due_on


def _made_until(activity: ActivityRow) -> date:
    return activity.made_until or _reached_on(activity) + HORIZON


def _reached_on(activity: ActivityRow) -> date:
    assert activity.reached_on is not None, "an activity that reached no school"
    return activity.reached_on
