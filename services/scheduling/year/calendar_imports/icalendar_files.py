"""Reading a calendar as iCalendar (RFC 5545): all-day events, once or recurring."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar.error import InvalidCalendar

from services.scheduling.calendar.calendars.rules import SATURDAY
from services.scheduling.calendar.day_types.rules import DayType
from services.scheduling.calendar.recurrence import rules as recurrence
from services.scheduling.year.calendar_imports.rules import LeftOut, LineFault, Wish, day_type_of
from shared.texts.words import Words

MOST_EVENTS, MOST_RECURRING = 5_000, 500
MOST_WISHES = 20_000
#: How far back a rule may begin: it is walked from there.
LONGEST, LONGEST_YEARLY = timedelta(days=3_660), timedelta(days=36_600)
MOST_DAYS = 366
LONGEST_NOTE = 200
READ = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "SUMMARY", "CATEGORIES"}
EVENT = re.compile(rb"^BEGIN:VEVENT[ \t\r]*$", re.IGNORECASE)

OUT_OF_FORM = Words("it breaks the form of RFC 5545", es="no sigue la forma de RFC 5545")


class EventFault(Exception):
    """Why an event cannot be taken: the property, a code, a sentence."""

    def __init__(self, name: str, code: str, detail: str) -> None:
        super().__init__(code)
        self.name, self.code, self.detail = name, code, detail


@dataclass
class Reading:
    """What was found in a file."""

    wishes: list[Wish] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """What events are held against: the day types there are, what an event is that names none, the days to speak of."""

    types: Mapping[str, DayType]
    otherwise: str | None
    days: Set[date]


def read(body: bytes, frame: Frame) -> Reading:
    """The days of the frame that a file speaks of; an event that says nothing of them is left out."""
    found = Reading()
    try:
        calendars = Calendar.from_ical(body, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, InvalidCalendar):
        found.faults.append(LineFault(1, "", "not_icalendar", OUT_OF_FORM))
        return found
    if (whole := _of_whole(calendars, events)) is not None:
        found.faults.append(whole)
        return found
    lines = [number for number, line in enumerate(body.split(b"\n"), start=1) if EVENT.match(line)]
    if len(lines) != len(events):
        lines = [1] * len(events)
    moved = _moved(events)
    for line, event in zip(lines, events, strict=True):
        try:
            _take(found, line, event, frame, moved)
        except EventFault as fault:
            found.faults.append(LineFault(line, fault.name, fault.code, fault.detail))
        if len(found.wishes) > MOST_WISHES:
            words = Words(
                f"at most {MOST_WISHES} days in all events", es=f"como máximo {MOST_WISHES} días en todos los eventos"
            )
            found.faults.append(LineFault(line, "", "too_many_days", words))
            break
    return found


def _of_whole(calendars: Sequence[Any], events: Sequence[Any]) -> LineFault | None:
    """Why none of it is read, or None."""
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        words = Words("it begins with BEGIN:VCALENDAR", es="comienza con BEGIN:VCALENDAR")
        return LineFault(1, "", "not_icalendar", words)
    if len(events) > MOST_EVENTS:
        words = Words(f"at most {MOST_EVENTS} events", es=f"como máximo {MOST_EVENTS} eventos")
        return LineFault(1, "", "too_many_events", words)
    if sum("RRULE" in event for event in events) > MOST_RECURRING:
        words = Words(f"at most {MOST_RECURRING} that recur", es=f"como máximo {MOST_RECURRING} que se repiten")
        return LineFault(1, "RRULE", "too_many_events", words)
    return None


def _take(found: Reading, line: int, event: Any, frame: Frame, moved: dict[str, set[date]]) -> None:
    broken = [name for name, _ in event.errors if name in READ]
    if broken:
        raise EventFault(broken[0], "malformed", OUT_OF_FORM)
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        found.left_out.append(LeftOut(line, "cancelled"))
        return
    start = _one(event, "DTSTART")
    if start is None:
        raise EventFault(
            "DTSTART", "value_missing", Words("an event has a first day", es="un evento tiene un primer día")
        )
    if isinstance(start, datetime):
        found.left_out.append(LeftOut(line, "not_all_day"))
        return
    length = _length(event, start)
    summary = str(event.get("SUMMARY", "")).strip()
    day_type = day_type_of(_categories(event), summary, frame.types) or frame.otherwise
    if day_type is None:
        found.left_out.append(LeftOut(line, "no_day_type"))
        return
    starts = _starts(event, start, min(frame.days) - timedelta(days=length), max(frame.days), moved)
    if len(starts) * length > MOST_WISHES:
        raise EventFault(
            "RRULE", "too_many_days", Words(f"at most {MOST_WISHES} days", es=f"como máximo {MOST_WISHES} días")
        )
    days = {begun + timedelta(days=n) for begun in starts for n in range(length)}
    # A span means its weekdays; a single day at the weekend means just that day.
    taken = sorted(day for day in days if day in frame.days and (length == 1 or day.weekday() < SATURDAY))
    if not taken:
        found.left_out.append(LeftOut(line, "outside_school_years"))
    note = "".join(sign if sign.isprintable() else " " for sign in summary)[:LONGEST_NOTE].strip() or None
    found.wishes += [Wish(line, day, day_type, None, note) for day in taken]


def _starts(event: Any, start: date, first: date, last: date, moved: dict[str, set[date]]) -> set[date]:
    """The days its occurrences begin on, those that were moved or taken out left aside."""
    starts = {start}
    if "RRULE" in event:
        if isinstance(event["RRULE"], list):
            raise EventFault("RRULE", "recurrence_unsupported", Words("one rule an event", es="una regla por evento"))
        try:
            rule = recurrence.parse(event["RRULE"].to_ical().decode().upper())
        except recurrence.RuleFaulty as why:
            raise EventFault("RRULE", "recurrence_unsupported", str(why)) from None
        if start < first - (LONGEST_YEARLY if rule.frequency == "YEARLY" else LONGEST):
            raise EventFault(
                "RRULE",
                "recurrence_unsupported",
                Words(
                    "a rule begins ten years back at most, a yearly one a hundred",
                    es="una regla comienza como máximo diez años atrás, una anual cien",
                ),
            )
        starts = {day for day in recurrence.expand(rule, start, last) if day >= first}
    starts |= _listed(event, "RDATE")
    starts -= _listed(event, "EXDATE")
    if "RECURRENCE-ID" not in event:
        starts -= moved.get(str(event.get("UID", "")), set())
    return starts


def _moved(events: list[Any]) -> dict[str, set[date]]:
    """Which occurrences of an event (by its UID) another event says something else about."""
    found: dict[str, set[date]] = {}
    for event in events:
        if "RECURRENCE-ID" in event and not any(name == "RECURRENCE-ID" for name, _ in event.errors):
            found.setdefault(str(event.get("UID", "")), set()).update(_listed(event, "RECURRENCE-ID"))
    return found


def _length(event: Any, start: date) -> int:
    """How many days it lasts. DTEND is the day after the last."""
    end, duration = _one(event, "DTEND"), _one(event, "DURATION")
    if isinstance(end, datetime):
        raise EventFault(
            "DTEND",
            "malformed",
            Words(
                "an event that begins with a day ends with one",
                es="un evento que comienza con un día termina con un día",
            ),
        )
    if end is not None:
        length: int = (end - start).days
        if length < 0:
            raise EventFault(
                "DTEND", "days_out_of_order", Words("it ends before it begins", es="termina antes de comenzar")
            )
    else:
        length = duration.days if isinstance(duration, timedelta) else 1
    if length > MOST_DAYS:
        raise EventFault(
            "DTEND", "event_too_long", Words(f"at most {MOST_DAYS} days", es=f"como máximo {MOST_DAYS} días")
        )
    # Some calendars write the same day twice for an event of one day.
    return max(length, 1)


def _one(event: Any, name: str) -> Any:
    found = event.get(name)
    if isinstance(found, list):
        raise EventFault(name, "repeated", Words("once an event", es="una vez por evento"))
    return None if found is None else found.dt


def _listed(event: Any, name: str) -> set[date]:
    values = event.get(name, [])
    return {day for value in (values if isinstance(values, list) else [values]) for day in _days(value)}


def _days(value: Any) -> list[date]:
    """The days of one property, whichever form it takes."""
    found = [entry.dt for entry in value.dts] if hasattr(value, "dts") else [value.dt]
    return [_day(moment[0] if isinstance(moment, tuple) else moment) for moment in found]


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _categories(event: Any) -> list[str]:
    values = event.get("CATEGORIES", [])
    return [str(category) for value in (values if isinstance(values, list) else [values]) for category in value.cats]
