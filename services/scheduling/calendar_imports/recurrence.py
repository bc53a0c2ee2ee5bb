"""On which days a recurring all-day event falls: the part of RFC 5545 §3.3.10 that calendars of school days use.

Each day is looked at by itself, so no rule, however written, takes longer than the days it is asked about.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY"}
UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?")
ONE_DAY = timedelta(days=1)


class Unsupported(ValueError):
    """A rule that is none, or one of those not taken; the message says why."""


@dataclass(frozen=True)
class Recurrence:
    """A rule, begun on the day its event begins."""

    starts_on: date
    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    week_start: int = 0
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    week_days: frozenset[tuple[int, int]] = frozenset()

    def days(self, first: date, last: date) -> list[date]:
        """The days from `first` to `last` it falls on. What a count leaves over is counted from the beginning."""
        last = min(last, self.until or last)
        day = self.starts_on if self.count is not None else max(first, self.starts_on)
        found: list[date] = []
        seen = 0
        while day <= last and (self.count is None or seen < self.count):
            if self.falls_on(day):
                seen += 1
                if day >= first:
                    found.append(day)
            day += ONE_DAY
        return found

    def falls_on(self, day: date) -> bool:
        """Would it fall on this day, if it went on for ever?"""
        start = self.starts_on
        if day < start or (self.months and day.month not in self.months):
            return False
        match self.frequency:
            case "DAILY":
                steps = (day - start).days
            case "WEEKLY":
                steps = (self._week_of(day) - self._week_of(start)).days // 7
            case "MONTHLY":
                steps = (day.year - start.year) * 12 + day.month - start.month
            case _:
                steps = day.year - start.year
        return steps % self.interval == 0 and self._is_among(day)

    def _is_among(self, day: date) -> bool:
        """Is it one of the days its step asks for: those named, or else the event's own?"""
        if self.month_days and not {day.day, day.day - _length(day) - 1} & self.month_days:
            return False
        if self.week_days:
            from_start, from_end = (day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7 + 1)
            return bool({(day.weekday(), n) for n in (0, from_start, from_end)} & self.week_days)
        if self.month_days or self.frequency == "DAILY":
            return True
        if self.frequency == "WEEKLY":
            return day.weekday() == self.starts_on.weekday()
        of_month = self.frequency == "MONTHLY" or bool(self.months) or day.month == self.starts_on.month
        return of_month and day.day == self.starts_on.day

    def _week_of(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_start) % 7)


def read(text: str, starts_on: date) -> Recurrence:
    """A rule as an RRULE writes it. Raises `Unsupported`."""
    parts = dict(part.upper().split("=", 1) for part in text.split(";") if "=" in part)
    unknown = parts.keys() - PARTS
    if unknown:
        raise Unsupported("only FREQ, INTERVAL, COUNT, UNTIL, WKST, BYMONTH, BYMONTHDAY and BYDAY are taken")
    frequency = parts.get("FREQ", "")
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise Unsupported("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY")
    week_days = frozenset(_week_day(text) for text in parts["BYDAY"].split(",")) if "BYDAY" in parts else frozenset()
    months = _numbers(parts, "BYMONTH", 1, 12)
    if any(nth for _, nth in week_days) and not (frequency == "MONTHLY" or (frequency == "YEARLY" and months)):
        raise Unsupported("the n-th weekday is one of a month: FREQ=MONTHLY, or FREQ=YEARLY with BYMONTH")
    if frequency == "WEEKLY" and "BYMONTHDAY" in parts:
        raise Unsupported("a weekly rule has no BYMONTHDAY")
    return Recurrence(
        starts_on,
        frequency,
        interval=max(_numbers(parts, "INTERVAL", 1, 1000), default=1),
        count=max(_numbers(parts, "COUNT", 1, 100_000), default=None),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_week_day(parts.get("WKST", "MO"))[0],
        months=months,
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31) - {0},
        week_days=week_days,
    )


def _numbers(parts: dict[str, str], name: str, least: int, most: int) -> frozenset[int]:
    if name not in parts:
        return frozenset()
    texts = parts[name].split(",")
    if not all(re.fullmatch(r"[+-]?[0-9]{1,6}", text) and least <= int(text) <= most for text in texts):
        raise Unsupported(f"{name} is made of numbers from {least} to {most}")
    return frozenset(int(text) for text in texts)


def _week_day(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", text)
    if found is None:
        raise Unsupported("a weekday is such as MO, 3MO or -1FR")
    return WEEKDAYS.index(found[2]), int(found[1] or 0)


def _until(text: str) -> date:
    found = UNTIL.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups()[:3]))
    except ValueError:
        pass
    raise Unsupported("UNTIL is a day such as 20270611")


def _length(day: date) -> int:
    """How many days its month has."""
    return ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY).day
