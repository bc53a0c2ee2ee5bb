"""When what is owed is due, and how a wish differs from the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.scheduling.calendar.calendars.rules import SATURDAY, SchoolYear


def due_day(year: SchoolYear | None, after: date, school_days: int) -> date:
    """So many school days after a day; where the school year has no such day, weekdays count."""
    day = year.shift(after, school_days, forward=True) if year else None
    if day is not None:
        return day
    day, left = after, school_days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


@dataclass(frozen=True)
class Difference:
    """What a wish asks otherwise than the one its open tasks were made of.

    `is_afresh`: of it nothing stands (it was settled, refused or never heard), or it is of another place or another manner of
    owning: its open tasks go and new ones come. `is_reassigned`: of somebody else. `is_redated`: for another day.
    """

    is_afresh: bool
    is_reassigned: bool
    is_redated: bool


#: What decides where a task is and whose it is for life.
OF_PLACE = ("school_id", "owned_by")
OF_OWNER = ("role", "person_id")
OF_DAY = ("due_on", "due_after", "school_days")


def difference(former: Mapping[str, Any] | None, wish: Mapping[str, Any]) -> Difference:
    """How a wish differs from the former one; None: nothing stands."""

    def differs(*names: str) -> bool:
        return former is not None and any(former[name] != wish[name] for name in names)

    return Difference(former is None or differs(*OF_PLACE), differs(*OF_OWNER), differs(*OF_DAY))
