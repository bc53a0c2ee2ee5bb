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


def _days(activity: ActivityRow, year: SchoolYear | None) -> Iterable[tuple[date | None, date]]:
    assert activity.reached_on is not None, "an activity that reached no school"
    try:
        first = due_on(activity.due, year, activity.reached_on)
    except NeverFalls:
        # Only a school whose own calendar is shorter than the district's comes here: the district's day holds for it.
        assert activity.due_on is not None, "the plan was checked against the district's calendar"
        first = activity.due_on
    if activity.repeat is None or year is None:
        return [(None, first)]
    rule = recurrence.parse(activity.repeat["rrule"])
    until = activity.made_until or activity.reached_on + HORIZON
    every = recurrence.occurrences(rule, activity.repeat["on_non_school_day"], first, year)
    return [(entry.occurrence_on, entry.due_on) for entry in every if entry.occurrence_on <= until]
