"""The calendar's form, held against the icalendar library and against what people may type."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, vDDDTypes, vUri

from services.scheduling.views.feeds import writing
from tests.effort import times

DISTRICT, APP = str(UUID(int=7)), "https://app.example"
FRONT_END = {"task": f"{APP}/t/{{id}}", "default": f"{APP}/{{path}}"}
MOMENT = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
NAMES = ("NAME", "X-WR-CALNAME")
HOSTILE = [
    "x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "x\nATTACH:https://evil.example/",
    "x\\nEND:VEVENT",
    "x\u2028END:VCALENDAR\u2029\x85\x0b\x0c\x1c\x1d\x1e\x00END:VEVENT",
    'a,b;c:d\\e"f\\N\\;\\,',
    "😀é漢" * 66,
    " leading and trailing ",
    "BEGIN:VALARM",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


def task(title: str, plan: str = "Plan", school: str = "Oak", **changes: Any) -> dict[str, Any]:
    """A task as the database gives it."""
    row = {"id": str(UUID(int=1)), "on": "2026-12-01", "state": "open", "version": 3, "updated_at": MOMENT.isoformat()}
    return {**row, "path": None, "title": title, "plan": plan, "school": school, **changes}


def written(
    *tasks: dict[str, Any],
    days: tuple[dict[str, Any], ...] = (),
    name: str = "A B",
    front_end: dict[str, str] | None = FRONT_END,
) -> bytes:
    """The calendar of these."""
    return writing.calendar({"name": name, "front_end": front_end, "tasks": tasks, "days": days}, DISTRICT, "")


def plain(text: str) -> str:
    """What may be left of a text: its characters, without the breaks."""
    return writing.BREAKS.sub(" ", text)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=times(20))
@example(*HOSTILE[:3])
@example(*HOSTILE[3:6])
@example(*HOSTILE[5:8])
def test_any_text_comes_back_as_it_was_in_one_event_of_known_lines(title: str, plan: str, school: str) -> None:
    body = written(task(title, plan, school), name=school)
    calendar: Any = Calendar.from_ical(body)
    (event,) = calendar.subcomponents
    assert event["SUMMARY"] == plain(title)
    assert event["DESCRIPTION"] == f"{plain(plan)}\n{plain(school)}\n{APP}/t/{UUID(int=1)}"
    assert event["CATEGORIES"].cats == [plain(plan)]
    # The library knows no type for these and leaves them as they stand.
    assert [unescaped(calendar[name]) for name in NAMES] == [f"Throughline: {plain(school)}"] * 2
    names = [name for name, _ in event.property_items(recursive=False)]
    assert sorted(names) == sorted(
        [
            *("BEGIN", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
            *("CATEGORIES", "STATUS", "X-THROUGHLINE-ABOUT", "URL", "COLOR", "TRANSP", "END"),
        ]
    )


@given(TEXTS)
@settings(max_examples=times(20))
@example(HOSTILE[0])
@example(HOSTILE[3])
@example(HOSTILE[5])
def test_lines_end_in_crlf_and_are_at_most_75_bytes_of_whole_characters(title: str) -> None:
    body = written(task(title))
    assert body.endswith(b"END:VCALENDAR\r\n")
    for line in body.split(b"\r\n")[:-1]:
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()
    # However a program breaks lines, it finds the same ones.
    assert body.decode().splitlines() == body.decode().split("\r\n")[:-1]


def unescaped(text: Any) -> str:
    """A TEXT value read by RFC 5545 §3.3.11."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], str(text))


def by_the_library(row: dict[str, Any]) -> bytes:
    """The same event as icalendar's own components write it."""
    event, day, url = Event(), date.fromisoformat(row["on"]), f"{APP}/t/{row['id']}"
    event.add("uid", f"{row['id']}@{DISTRICT}")
    event.add("sequence", row["version"])
    event.add("dtstamp", MOMENT)
    event.add("last-modified", MOMENT)
    event.add("dtstart", vDDDTypes(day))
    event.add("dtend", vDDDTypes(day + timedelta(days=1)))
    event.add("summary", row["title"])
    event.add("description", f"{row['plan']}\n{row['school']}\n{url}")
    event.add("categories", [row["plan"]])
    event.add("status", "CONFIRMED")
    event.add("x-throughline-about", row["id"], {"kind": "task"})
    event.add("url", vUri(url))
    event.add("color", writing.COLORS[row["state"]])
    event.add("transp", "TRANSPARENT")
    return bytes(event.to_ical(sorted=False))


def test_it_writes_what_the_library_writes_byte_for_byte() -> None:
    for title in ("Train the team", "a, b; c: d", 'with "quotes"', "long " * 40 + "end", "x" * 57, "x" * 66, "x" * 67):
        row = task(title, plan="Reading, first; of all", school="Œuvre 漢字 😀" * 9)
        assert by_the_library(row) in written(row)


def test_no_time_floats_and_none_needs_a_zone() -> None:
    closed = {"id": str(UUID(int=2)), "on": "2027-03-14", "day_type": "holiday", "title": None, "version": 1}
    body = written(
        task("x", updated_at="2026-11-01T01:30:00-04:00"), days=({**closed, "updated_at": MOMENT.isoformat()},)
    )
    assert b"VTIMEZONE" not in body
    assert b"TZID" not in body
    for line in body.decode().split("\r\n"):
        name, _, value = line.partition(":")
        if name.startswith("DT") and name != "DTSTAMP":
            assert name in ("DTSTART;VALUE=DATE", "DTEND;VALUE=DATE")
            assert len(value) == 8
        elif name in ("DTSTAMP", "LAST-MODIFIED"):
            assert value.endswith("Z")
    assert b"LAST-MODIFIED:20261101T053000Z" in body


def test_what_happens_at_an_hour_stands_at_its_moment() -> None:
    hours: dict[str, Any] = {"starts_at": "2026-12-01T20:30:00+00:00", "ends_at": "2026-12-01T17:00:00-05:00"}
    (event,) = Calendar.from_ical(written(task("x", **hours))).walk("VEVENT")
    moments = [event.decoded(name) for name in ("DTSTART", "DTEND")]
    assert moments == [datetime(2026, 12, 1, 20, 30, tzinfo=UTC), datetime(2026, 12, 1, 22, tzinfo=UTC)]
    (open_ended,) = Calendar.from_ical(written(task("x", **{**hours, "ends_at": None}))).walk("VEVENT")
    assert "DTEND" not in open_ended


def test_the_calendar_says_its_name_and_how_often_to_ask() -> None:
    calendar: Any = Calendar.from_ical(written(task("x"), name="Ana, Bo"))
    assert [unescaped(calendar[name]) for name in NAMES] == ["Throughline: Ana, Bo"] * 2
    assert (calendar["METHOD"], calendar["VERSION"], calendar["PRODID"]) == ("PUBLISH", "2.0", writing.PRODID)
    assert calendar["COLOR"] == writing.COLOR
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in written()


def test_an_entry_leads_into_the_front_end_to_where_it_is_done_and_nowhere_without_one() -> None:
    other = "/v1/emergency-access/00000000-0000-0000-0000-000000000009"
    (own, owed) = Calendar.from_ical(written(task("x"), task("y", path=other))).walk("VEVENT")
    assert own["URL"] == f"{APP}/t/{UUID(int=1)}"
    assert owed["URL"] == f"{APP}{other.removeprefix('/v1')}"
    (nowhere,) = Calendar.from_ical(written(task("x"), front_end=None)).walk("VEVENT")
    assert "URL" not in nowhere
    assert nowhere["DESCRIPTION"] == "Plan\nOak"
    assert (str(nowhere["X-THROUGHLINE-ABOUT"]), nowhere["X-THROUGHLINE-ABOUT"].params["KIND"]) == (
        str(UUID(int=1)),
        "task",
    )


def test_states_are_shown() -> None:
    shown: dict[str, Any] = {
        state: Calendar.from_ical(written(task("x", state=state))).subcomponents[0]
        for state in ("open", "in_progress", "blocked", "done", "withdrawn")
    }
    assert {state: str(event["STATUS"]) for state, event in shown.items() if event["STATUS"] != "CONFIRMED"} == {
        "withdrawn": "CANCELLED"
    }
    assert shown["done"]["SUMMARY"] == "✓ x"
    assert len({str(event["COLOR"]) for event in shown.values()}) == 5


def test_two_thousand_tasks_are_written_in_a_blink() -> None:
    rows = [task("Hold the, team; meeting " * 4, plan="Plan " * 20) for _ in range(2_000)]
    began = time.process_time()
    body = written(*rows)
    assert body.count(b"BEGIN:VEVENT") == 2_000
    assert time.process_time() - began < 2, "of this process's own work, whatever else the machine does"
