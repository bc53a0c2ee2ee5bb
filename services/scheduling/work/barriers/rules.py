"""The levels and clocks of a barrier, and the days blocked tasks get back."""

from collections.abc import Sequence
from datetime import date

from services.scheduling.calendar.calendars.rules import ONE_DAY, SATURDAY, SchoolYear
from services.scheduling.work.barriers.tables import BarrierLevel as Level
from services.scheduling.work.barriers.tables import BarrierState as State
from services.scheduling.work.barriers.tables import Restore

LEVELS = tuple(Level)
#: States in which somebody owes an answer: the level's clock runs.
WAITING = (State.RAISED, State.TRIAGED, State.ASSIGNED, State.ESCALATED, State.REOPENED)
#: States in which the barrier still stands: its tasks are blocked.
STANDING = (*WAITING, State.DECIDED)


def above(level: Level) -> Level | None:
    """The next level up, or None above the last."""
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def is_school_day(years: Sequence[SchoolYear], day: date) -> bool:
    """Is school held? After the last school year that is known every weekday counts."""
    if all(day > year.ends_on for year in years):
        return day.weekday() < SATURDAY
    return any(year.is_school_day(day) for year in years)


def school_days(years: Sequence[SchoolYear], first: date, until: date) -> int:
    """How many school days lie from `first` to the day before `until`; 0 when that is no later."""
    return sum(is_school_day(years, first + ONE_DAY * n) for n in range((until - first).days))


def later(years: Sequence[SchoolYear], day: date, count: int) -> date:
    """The `count`-th school day after `day`; with 0 the day itself, be it a school day or not."""
    while count:
        day += ONE_DAY
        count -= is_school_day(years, day)
    return day


def restored(restore: Restore, years: Sequence[SchoolYear], due_on: date, blocked_on: date, today: date) -> date:
    """The due date of a task that was blocked from `blocked_on` until `today`: as much time is left as there was."""
    if restore is Restore.KEEP:
        return due_on
    return later(years, due_on, school_days(years, blocked_on, today))
