"""The forecast: pure arithmetic on school days."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from services.scheduling.calendar.calendars.rules import ONE_DAY, SchoolYear

WINDOW = 20
BLOCK = 5
LEAST_DAYS = 10
LEAST_DONE = 10


@dataclass(frozen=True)
class Outlook:
    """A forecast, with everything it was reckoned from."""

    status: str
    said: str
    remaining: int
    window_from: date | None = None
    window_until: date | None = None
    window_school_days: int = 0
    window_done: int = 0
    pace: float | None = None
    finishes_on: date | None = None
    earliest_on: date | None = None
    latest_on: date | None = None
    year_ends_on: date | None = None
    left_at_year_end: int | None = None


def forecast(
    year: SchoolYear | None,
    today: date,
    began: date | None,
    scope: int,
    done: int,
    by_day: Mapping[date, int],
    ended_on: date | None = None,
) -> Outlook:
    """When `scope` is done, if the pace of the last 20 school days before `today` holds.

    `by_day` is the net number of tasks done on each day; what was done on a day without school counts with the school
    day before. `began` is the day the first task was made: the window does not reach back beyond it. Of a plan that has
    ended nothing is foreseen.
    """
    remaining = scope - done
    if ended_on is not None:
        return Outlook("ended", f"The plan ended on {ended_on}; {remaining} of {scope} tasks were not done.", remaining)
    if remaining <= 0:
        return Outlook("finished", "Every task in scope is done." if scope else "There are no tasks.", 0)
    if year is None or not year.starts_on <= today <= year.ends_on:
        return Outlook("no_school_year", "Nothing can be foreseen outside a school year.", remaining)
    days = _window(year, today, began)
    blocks = _done_in(days, today, by_day)
    in_window = sum(blocks)
    known = Outlook(
        "not_enough_data",
        f"Not enough data: {in_window} tasks done in {len(days)} school days; "
        f"it takes {LEAST_DONE} tasks and {LEAST_DAYS} school days.",
        remaining,
        window_from=days[0] if days else None,
        window_until=days[-1] if days else None,
        window_school_days=len(days),
        window_done=in_window,
        year_ends_on=year.ends_on,
    )
    enough = len(days) >= LEAST_DAYS and in_window >= LEAST_DONE
    return _foresee(known, year, today, blocks) if enough else known


def _foresee(known: Outlook, year: SchoolYear, today: date, blocks: list[int]) -> Outlook:
    remaining, pace = known.remaining, sum(blocks) / len(blocks)
    # Five days at a time, from the latest back; what is left over at the beginning is no block of its own.
    weeks = [sum(blocks[end - BLOCK : end]) / BLOCK for end in range(len(blocks), BLOCK - 1, -BLOCK)]
    finishes = _finish(year, today, remaining, pace)
    earliest = _finish(year, today, remaining, max(pace, *weeks))
    latest = _finish(year, today, remaining, min(pace, *weeks))
    basis = f"At the pace of the last {len(blocks)} school days ({pace:.1f} tasks a day)"
    found = replace(known, pace=round(pace, 2), finishes_on=finishes, earliest_on=earliest, latest_on=latest)
    if finishes is None:
        coming = year.school_days_between(today + ONE_DAY, year.ends_on)
        left = max(1, remaining - int(pace * coming))
        said = f"{basis}, {left} of {remaining} remaining tasks are still to do when the school year ends on {year.ends_on}."
        return replace(found, status="beyond_year", said=said, left_at_year_end=left)
    last = str(latest) if latest else "after the school year"
    said = f"{basis}, the remaining {remaining} tasks are done by {finishes}; between {earliest} and {last}."
    return replace(found, status="foreseen", said=said, left_at_year_end=0)


def day(text: str) -> date:
    """A day as JSON writes it."""
    return date.fromisoformat(text)


def _window(year: SchoolYear, today: date, began: date | None) -> list[date]:
    """The last whole school days before today, earliest first."""
    days: list[date] = []
    day = year.previous_school_day(today)
    while day is not None and len(days) < WINDOW and began is not None and day >= began:
        days.append(day)
        day = year.previous_school_day(day)
    return days[::-1]


def _done_in(days: list[date], today: date, by_day: Mapping[date, int]) -> list[int]:
    ends = [*days[1:], today][: len(days)]
    return [
        max(0, sum(n for on, n in by_day.items() if first <= on < end)) for first, end in zip(days, ends, strict=True)
    ]


def _finish(year: SchoolYear, today: date, remaining: int, pace: float) -> date | None:
    return year.shift(today, ceil(remaining / pace), forward=True) if pace > 0 else None
