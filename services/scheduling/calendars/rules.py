"""School-day arithmetic. A school day is a weekday of the school year on which school is held."""

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class SchoolYear:
    """The days of a school year, first and last included."""

    starts_on: date
    ends_on: date
    non_school_days: frozenset[date] = field(default_factory=frozenset)

    def is_school_day(self, day: date) -> bool:
        """Is school held on this day?"""
        return self.starts_on <= day <= self.ends_on and day.weekday() < SATURDAY and day not in self.non_school_days

    def shift(self, day: date, count: int, forward: bool) -> date | None:
        """The `count`-th school day after (or before) `day`; with 0 the day itself or the nearest school day that way.

        None when the school year ends (or begins) first.
        """
        step = ONE_DAY if forward else -ONE_DAY
        # Days outside the year are no school days: start at its edge instead of walking there.
        if forward and day < self.starts_on - ONE_DAY:
            day = self.starts_on - ONE_DAY
        elif not forward and day > self.ends_on + ONE_DAY:
            day = self.ends_on + ONE_DAY
        if count == 0 and self.is_school_day(day):
            return day
        left = max(count, 1)
        while left:
            day += step
            if (forward and day > self.ends_on) or (not forward and day < self.starts_on):
                return None
            left -= self.is_school_day(day)
        return day
