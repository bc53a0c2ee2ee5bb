"""The days activities are due on, for every calendar of the district."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from services.scheduling.calendar.calendars.rules import Calendars, SchoolYear
from services.scheduling.calendar.recurrence import rules as recurrence
from services.scheduling.planning.occurrences.due_date_arrays import DueDates
from services.scheduling.planning.plans.rules import NeverFalls, due_on
from services.scheduling.planning.plans.tables import ActivityRow

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
        for number, (year, _) in enumerate(groups):
            for occurrence_on, due in _days(activity, year):
                if after is None or (occurrence_on is not None and occurrence_on > after[activity.id]):
                    found.add(activity.id, number, occurrence_on, due)
    return found


def begin(activity: ActivityRow, calendars: Calendars | None, today: date) -> None:
    """The activity reaches the schools today: offsets from publication count from here, occurrences are made from here."""
    activity.reached_on = today
    activity.due_on = due_on(activity.due, calendars.district if calendars else None, today)
    activity.made_until = today + HORIZON if activity.repeat else None


def to_come(activity: ActivityRow, year: SchoolYear) -> list[date]:
    """The days on which those of its occurrences will be due that are not made yet."""
    made_until = _made_until(activity)
    return [entry.due_on for entry in _every(activity, year) if entry.occurrence_on > made_until]


def _days(activity: ActivityRow, year: SchoolYear | None) -> Iterable[tuple[date | None, date]]:
    if activity.repeat is None or year is None:
        return [(None, _first(activity, year))]
    until = _made_until(activity)
    return [(entry.occurrence_on, entry.due_on) for entry in _every(activity, year) if entry.occurrence_on <= until]


def _every(activity: ActivityRow, year: SchoolYear) -> list[recurrence.Occurrence]:
    if activity.repeat is None:
        return []
    rule = recurrence.parse(activity.repeat["rrule"])
    return recurrence.occurrences(rule, activity.repeat["on_non_school_day"], _first(activity, year), year)


def _first(activity: ActivityRow, year: SchoolYear | None) -> date:
    try:
        return due_on(activity.due, year, _reached_on(activity))
    except NeverFalls:
        # Only a school whose own calendar is shorter than the district's comes here: the district's day holds for it.
        assert activity.due_on is not None, "the plan was checked against the district's calendar"
        return activity.due_on


def _made_until(activity: ActivityRow) -> date:
    return activity.made_until or _reached_on(activity) + HORIZON


def _reached_on(activity: ActivityRow) -> date:
    assert activity.reached_on is not None, "an activity that reached no school"
    return activity.reached_on
