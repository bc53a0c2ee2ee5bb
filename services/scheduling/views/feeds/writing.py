"""A feed as iCalendar (RFC 5545, RFC 7986): all-day events of dates alone, so that no time zone can move them; what happens
at an hour of the district's day stands in UTC, which needs no zone either.

Lines are put together here and not by `icalendar`'s components, which take ten times as long; tests hold them against it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.scheduling.calendar.day_types.rules import STANDARD
from shared.about import AboutKind, FrontEnd, about_thing

#: Stands in every entity tag: another way of writing the same tasks is another content.
FORM = "3"
PRODID = "-//Throughline//Feed//EN"
REFRESH = "PT1H"
#: Bytes of a line, without the space that says it goes on one.
LONGEST_PART = 74
#: CSS3 names, as RFC 7986 wants them.
COLOR = "steelblue"
COLORS = {
    "open": "steelblue",
    "in_progress": "royalblue",
    "blocked": "darkorange",
    "done": "seagreen",
    "withdrawn": "gray",
}
DONE = "✓ "
#: What an entry is about for programs that know us; others pass over it (RFC 5545 §3.8.8.2).
ABOUT = "X-THROUGHLINE-ABOUT;KIND="
#: What no plan asks for has no words here.
GIVEN = "A task given to you"
# Programs break lines at these, and what stands behind one would be a line of its own.
BREAKS = re.compile("[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]+")
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(content: Mapping[str, Any], district_id: str, front_end_url: str) -> bytes:
    """The whole calendar; `front_end_url` is the operator's, for whoever has no front end of their own."""
    front_end = FrontEnd(content["front_end"], front_end_url)
    name = _text(f"Throughline: {_plain(content['name'])}")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        f"COLOR:{COLOR}",
    ]
    for task in content["tasks"]:
        lines += _event(_task(task, about_of(task, front_end)), task, district_id)
    for day in content["days"]:
        lines += _event(_closed(day), day, district_id)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(own: Iterator[str], row: Mapping[str, Any], district_id: str) -> list[str]:
    stamp = _moment(row["updated_at"])
    return [
        "BEGIN:VEVENT",
        f"UID:{row['id']}@{district_id}",
        f"SEQUENCE:{row['version']}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        *_span(row),
        *own,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _span(row: Mapping[str, Any]) -> Iterator[str]:
    """The whole day, or the hours of it."""
    day = date.fromisoformat(row["on"])
    if row.get("starts_at") is None:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART:{_moment(row['starts_at'])}"
    if row["ends_at"] is not None:
        yield f"DTEND:{_moment(row['ends_at'])}"


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def about_of(task: Mapping[str, Any], front_end: FrontEnd) -> dict[str, Any]:
    """What an entry is about. A calendar at a secret address shows the words of plans, not what people write to each other."""
    return about_thing(AboutKind.TASK, task["id"], task["title"], front_end, path=task["path"])


def _task(task: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[str]:
    plan, school, url = _plain(task["plan"] or ""), _plain(task["school"] or ""), about["link"]
    title = _plain(about["title"] or GIVEN)
    lines = "\n".join(line for line in (plan, school, url) if line)
    yield f"SUMMARY:{_text(DONE if task['state'] == 'done' else '')}{_text(title)}"
    yield f"DESCRIPTION:{_text(lines)}"
    if plan:
        yield f"CATEGORIES:{_text(plan)}"
    yield f"STATUS:{'CANCELLED' if task['state'] == 'withdrawn' else 'CONFIRMED'}"
    yield f"{ABOUT}{about['kind']}:{about['id']}"
    if url:
        yield f"URL:{url}"
    yield f"COLOR:{COLORS[task['state']]}"


def _closed(day: Mapping[str, Any]) -> Iterator[str]:
    standard = STANDARD.get(day["day_type"])
    yield f"SUMMARY:{_text(_plain(day['title'] or (standard.title if standard else day['day_type'])))}"
    yield "STATUS:CONFIRMED"


def _plain(text: str) -> str:
    return BREAKS.sub(" ", text)


def _text(text: str) -> str:
    return text.translate(ESCAPED)


def _folded(line: str) -> bytes:
    """The line as bytes; one that is too long goes on in the next, never within a character (RFC 5545 §3.1)."""
    rest, parts = line.encode(), []
    while len(rest) > LONGEST_PART:
        cut = LONGEST_PART
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]) + b"\r\n"
