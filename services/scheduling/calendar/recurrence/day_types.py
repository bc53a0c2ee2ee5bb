"""Repetition by day type: every Reflection Day, every second one, the first of each month."""

from datetime import date
from itertools import groupby

from services.scheduling.calendar.calendars.rules import SchoolYear
from services.scheduling.calendar.recurrence.rules import Occurrence


def occurrences(code: str, every: int, of_month: int | None, first: date, year: SchoolYear) -> list[Occurrence]:
    """The school year's days of this type from `first` on: every so many of them, or of each month the one at this place.

    A place in the month counts all of its days of the type, from its end where it is negative. None where there are no such days.
    """
    days = year.days_of_type.get(code, ())
    if of_month is None:
        chosen = [day for day in days if day >= first][::every]
    else:
        months = [list(found) for _, found in groupby(days, key=lambda day: (day.year, day.month))]
        place = of_month - 1 if of_month > 0 else of_month
        chosen = [found[place] for found in months[::every] if -len(found) <= place < len(found)]
    return [Occurrence(day, day) for day in chosen if day >= first]
