"""Events of calendars: which days are school days now."""

from datetime import date
from uuid import UUID

from shared.events.event import Event, Part


class DayRange(Part):
    """Days in a row that are alike, both included: is school held by the district's calendar, and at which schools otherwise?"""

    first_on: date
    last_on: date
    school_is_held: bool
    differing_school_ids: list[UUID]


class CalendarChanged(Event, type="scheduling.calendar.changed.v1", subject="calendar"):
    """What some days are from now on, whole for each of them; a day nobody has told of is no school day.

    Told when days become school days, or none any more, and once a week of all days of the school years, so that whoever
    begins to listen has them within a week. `version` grows with each event of the district: of two that speak of a day the
    higher holds.
    """

    version: int
    ranges: list[DayRange]
