"""Repetition by RFC 5545 recurrence rules, on days.

Our own expansion and not a library's, because it is bounded by construction: it walks the periods between two days and no
further, where general ones search to the year 9999 for a rule that never falls. Tests hold it against `dateutil`.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from services.scheduling.calendar.calendars.rules import SchoolYear

Moved = Literal["before", "after", "skip"]

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAY = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
UNTIL = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(T[0-9]{6}Z?)?")
MOST_PARTS = 40
MOST_COUNT = 400


class RuleFaulty(ValueError):
    """A recurrence rule that is none, or that tasks cannot follow; the message says why."""


@dataclass(frozen=True)
class Rule:
    """A recurrence rule on days; weekdays are (ordinal or 0, Monday = 0)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_starts: int = 0


@dataclass(frozen=True)
class Occurrence:
    """A day the rule names, and the school day it is due on."""

    occurrence_on: date
    due_on: date


def parse(text: str) -> Rule:
    """Read `FREQ=WEEKLY;BYDAY=TU`. Raises `RuleFaulty`; what a day cannot follow (hours, seconds) is refused by name."""
    parts: dict[str, str] = {}
    for part in text.removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise RuleFaulty(f"{part[:40]!r}: each part is NAME=value, once")
        parts[name] = value
    frequency = parts.pop("FREQ", "")
    if frequency not in FREQUENCIES:
        raise RuleFaulty(f"FREQ is one of {', '.join(FREQUENCIES)}: a task has a day, not an hour")
    rule = Rule(
        frequency=frequency,
        interval=_number("INTERVAL", parts.pop("INTERVAL", "1"), 1, 366),
        count=_number("COUNT", parts.pop("COUNT"), 1, MOST_COUNT) if "COUNT" in parts else None,
        until=_until(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        weekdays=tuple(_weekdays(parts.pop("BYDAY", ""), frequency)),
        month_days=_numbers("BYMONTHDAY", parts.pop("BYMONTHDAY", ""), 31, signed=True),
        months=_numbers("BYMONTH", parts.pop("BYMONTH", ""), 12),
        positions=_numbers("BYSETPOS", parts.pop("BYSETPOS", ""), 366, signed=True),
        week_starts=_weekday(parts.pop("WKST", "MO")),
    )
    if parts:
        raise RuleFaulty(f"{', '.join(sorted(parts))[:60]}: not a part that tasks can follow")
    if rule.count and rule.until:
        raise RuleFaulty("COUNT and UNTIL exclude each other")
    if rule.month_days and frequency == "WEEKLY":
        raise RuleFaulty("BYMONTHDAY does not go with WEEKLY")
    if rule.positions and not (rule.weekdays or rule.month_days or rule.months):
        raise RuleFaulty("BYSETPOS chooses among the days another part names")
    return rule


def expand(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The days the rule names from `first`, the day it starts on, to `last`; it counts from `first`."""
    last = min(last, rule.until) if rule.until else last
    left = rule.count
    for days in _periods(rule, first, last):
        for day in _chosen(rule, days):
            if day < first:
                continue
            if day > last or left == 0:
                return
            yield day
            left = None if left is None else left - 1


def occurrences(rule: Rule, moved: Moved, first: date, year: SchoolYear) -> list[Occurrence]:
    """The rule's days within the school year, each moved to a school day or skipped.

    When several days come to be due on one school day, as after a holiday, they are one occurrence: the last of them.
    """
    due: dict[date, Occurrence] = {}
    for day in expand(rule, first, year.ends_on):
        on = _school_day(day, moved, year)
        if on is not None and on >= first:
            due[on] = Occurrence(day, on)
    return sorted(due.values(), key=lambda occurrence: occurrence.occurrence_on)


def _school_day(day: date, moved: Moved, year: SchoolYear) -> date | None:
    if year.is_school_day(day):
        return day
    return None if moved == "skip" else year.shift(day, 0, forward=moved == "after")


def _periods(rule: Rule, first: date, last: date) -> Iterator[list[date]]:
    """The days each period's parts name, period by period, in order."""
    match rule.frequency:
        case "DAILY":
            for day in _days(first, last, rule.interval):
                yield [day] if _in_month(rule, day) and _on_month_day(rule, day) and _on_weekday(rule, day) else []
        case "WEEKLY":
            monday = first - timedelta(days=(first.weekday() - rule.week_starts) % 7)
            wanted = {weekday for _, weekday in rule.weekdays} or {first.weekday()}
            for start in _days(monday, last, 7 * rule.interval):
                week = (start + timedelta(days=place) for place in range(7))
                yield [day for day in week if day.weekday() in wanted and _in_month(rule, day)]
        case "MONTHLY":
            index = first.year * 12 + first.month - 1
            while index <= last.year * 12 + last.month - 1:
                year, month = index // 12, index % 12 + 1
                yield _of_month(rule, year, month, first) if not rule.months or month in rule.months else []
                index += rule.interval
        case _:
            for number in range(first.year, last.year + 1, rule.interval):
                yield _of_year(rule, number, first)


def _of_month(rule: Rule, year: int, month: int, first: date) -> list[date]:
    days = [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]
    if not rule.weekdays and not rule.month_days:
        return [day for day in days if day.day == first.day]
    named = [day for day in days if _on_month_day(rule, day)]
    return _by_weekday(rule, named, days)


def _of_year(rule: Rule, year: int, first: date) -> list[date]:
    if rule.weekdays and not rule.months:
        # Without months an ordinal counts within the whole year.
        days = list(_days(date(year, 1, 1), date(year, 12, 31), 1))
        return _by_weekday(rule, [day for day in days if _on_month_day(rule, day)], days)
    # Without days of its own the rule repeats the month and day it starts on.
    months = rule.months or (range(1, 13) if rule.month_days else (first.month,))
    return [day for month in months for day in _of_month(rule, year, month, first)]


def _by_weekday(rule: Rule, named: list[date], span: list[date]) -> list[date]:
    """Those of the named days that are one of the rule's weekdays; an ordinal counts within the span."""
    if not rule.weekdays:
        return named
    wanted: set[date] = set()
    for ordinal, weekday in rule.weekdays:
        same = [day for day in span if day.weekday() == weekday]
        if ordinal == 0:
            wanted.update(same)
        elif abs(ordinal) <= len(same):
            wanted.add(same[ordinal - 1 if ordinal > 0 else ordinal])
    return [day for day in named if day in wanted]


def _chosen(rule: Rule, days: list[date]) -> list[date]:
    if not rule.positions:
        return days
    places = {place - 1 if place > 0 else len(days) + place for place in rule.positions}
    return [day for place, day in enumerate(days) if place in places]


def _in_month(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _on_month_day(rule: Rule, day: date) -> bool:
    from_end = day.day - calendar.monthrange(day.year, day.month)[1] - 1
    return not rule.month_days or day.day in rule.month_days or from_end in rule.month_days


def _on_weekday(rule: Rule, day: date) -> bool:
    return not rule.weekdays or day.weekday() in {weekday for _, weekday in rule.weekdays}


def _days(first: date, last: date, step: int) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1, step))


def _number(name: str, text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not least <= int(text) <= most:
        raise RuleFaulty(f"{name} is a number from {least} to {most}")
    return int(text)


def _numbers(name: str, text: str, most: int, *, signed: bool = False) -> tuple[int, ...]:
    if not text:
        return ()
    parts = text.split(",")
    found = [int(part) for part in parts if re.fullmatch(r"[+-]?[0-9]{1,3}" if signed else r"[0-9]{1,3}", part)]
    if len(found) < len(parts) or len(parts) > MOST_PARTS or not all(1 <= abs(number) <= most for number in found):
        raise RuleFaulty(
            f"{name} lists numbers from 1 to {most}{' or, from the end, -1 to -' + str(most) if signed else ''}"
        )
    return tuple(sorted(set(found)))


def _weekdays(text: str, frequency: str) -> Iterable[tuple[int, int]]:
    for part in text.split(",") if text else []:
        found = WEEKDAY.fullmatch(part)
        if found is None:
            raise RuleFaulty("BYDAY lists weekdays such as MO or, in a month, 2TU or -1FR")
        ordinal = int(found[1] or 0)
        if ordinal and frequency in ("DAILY", "WEEKLY"):
            raise RuleFaulty(f"BYDAY takes no numbers with {frequency}")
        yield ordinal, _weekday(found[2])


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise RuleFaulty(f"a weekday is one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(text)


def _until(text: str) -> date:
    found = UNTIL.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _never()
    except ValueError:
        raise RuleFaulty("UNTIL is a day such as 20270611") from None


def _never() -> date:
    raise ValueError
