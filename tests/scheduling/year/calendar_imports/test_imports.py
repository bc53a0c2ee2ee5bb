"""Calendars as files: CSV and iCalendar, all of a file or nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.calendar.calendars.years import add_year
from tests.scheduling.factories import TODAY, District

CSV, ICS = "text/csv", "text/calendar"


async def send(caller: httpx.AsyncClient, content: str | bytes, kind: str = CSV, **query: Any) -> httpx.Response:
    """Import a file."""
    body = content if isinstance(content, bytes) else content.encode()
    return await caller.post("/v1/calendar/import", content=body, headers={"Content-Type": kind}, params=query)


def ics(*events: str) -> str:
    """An iCalendar file of events, each given by its lines after UID."""
    parts = []
    for number, event in enumerate(events):
        lines = "\r\n".join(event.strip().split("\n"))
        parts.append(f"BEGIN:VEVENT\r\nUID:{number}@example.org\r\n{lines}\r\nEND:VEVENT\r\n")
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{''.join(parts)}END:VCALENDAR\r\n"


async def days(caller: httpx.AsyncClient, first: str, until: str, school_id: Any = None) -> dict[str, str]:
    """The days of a calendar of which something is listed, and their types."""
    query = {"from": first, "until": until} | ({"school_id": str(school_id)} if school_id else {})
    found = (await caller.get("/v1/calendar", params=query)).json()["days"]
    return {day["day"]: day["day_type"] for day in found if day["entry_id"]}


async def test_a_csv_lists_the_districts_days_and_each_schools(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    lines = ["\ufeffDay,Day_Type,school_code,note", "2026-11-26,holiday,,Thanksgiving", ""]
    file = "\r\n".join([*lines, "2027-01-18,instructional,0101,", "2027-01-18,holiday,,", ""])
    trial = await send(caller, file, validate_only=True)
    assert trial.status_code == 200, trial.text
    assert await days(caller, "2026-11-01", "2027-02-01") == {}
    done = await send(caller, file)
    assert {**done.json(), "validate_only": True} == trial.json()
    assert done.json()["entries"] == 3
    effect = done.json()["effect"]
    assert [day["day"] for day in effect["closes"]] == ["2026-11-26", "2026-11-26", "2027-01-18"]
    assert await days(caller, "2026-11-01", "2027-02-01") == {"2026-11-26": "holiday", "2027-01-18": "holiday"}
    at_oak = await days(caller, "2026-11-01", "2027-02-01", schools["0101"])
    assert at_oak == {"2026-11-26": "holiday", "2027-01-18": "instructional"}
    said = "select outcome from audit_entries where district_id = $1 and action = 'import_calendar' order by id"
    assert [row["outcome"] for row in await scheduling.sql(said, district_id)] == ["tried", "done"]


@pytest.mark.parametrize(
    ("file", "pointer", "code"),
    [
        ("day,type\n2026-11-26,holiday\n", "/lines/1/day_type", "column_missing"),
        ("day,day_type,colour\n", "/lines/1", "column_unknown"),
        ("", "/lines/1/day", "column_missing"),
        ("day,day_type\n2026-11-26,holiday\n26.11.2026,holiday\n", "/lines/3/day", "date_malformed"),
        ("day,day_type\n2027-02-29,holiday\n", "/lines/2/day", "date_malformed"),
        ("day,day_type\n2026-11-26,party\n", "/lines/2/day_type", "no_such_day_type"),
        ("day,day_type\n2027-07-04,holiday\n", "/lines/2/day", "day_outside_school_years"),
        ("day,day_type,school_code\n2026-11-26,holiday,9999\n", "/lines/2/school_code", "no_such_school"),
        ("day,day_type\n2026-11-26,holiday,x\n", "/lines/2", "row_shape"),
        ("day,day_type\n2026-11-26,holiday\n2026-11-26,closure\n", "/lines/3/day", "day_repeated"),
        ("day,day_type,note\n2026-11-26,holiday," + "x" * 201, "/lines/2/note", "note_unfit"),
        ("day,day_type,note\n2026-11-26,holiday,a\x00b\n", "/lines/2/note", "note_unfit"),
        ('day,day_type\n2026-11-26,"holiday\n', "/lines/2", "not_csv"),
        (b"day,day_type\n2026-11-26,\xff\n", "/lines/1", "not_utf8"),
    ],
)
async def test_a_faulty_line_is_named_and_no_other_is_taken(
    scheduling: Service, district_id: UUID, file: str | bytes, pointer: str, code: str
) -> None:
    await add_year(scheduling, district_id)
    reply = await send(scheduling.machine(district_id), file)
    assert_refused(reply, 422, "calendar_file_faulty")
    assert (reply.json()["errors"][0]["pointer"], reply.json()["errors"][0]["code"]) == (pointer, code)
    assert reply.json()["errors"][0]["line"] == int(pointer.split("/")[2])
    assert not await scheduling.sql("select from calendar_days where district_id = $1", district_id)


async def test_a_code_without_its_zero_is_refused_with_the_one_that_was_meant(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    day = f"{TODAY + timedelta(days=30)}"
    reply = await send(district.author, f"day,day_type,school_code\n{day},holiday,101\n{day},holiday,7\n")
    words = [fault["detail"] for fault in reply.json()["errors"]]
    assert words == ["give a school's local code; did you mean 0101?", "give a school's local code"]


async def test_a_file_that_closes_the_whole_year_is_refused(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    whole = ics("DTSTART;VALUE=DATE:20260824\nDTEND;VALUE=DATE:20270612\nSUMMARY:No school")
    reply = await send(scheduling.machine(district_id), whole, ICS)
    assert_refused(reply, 422, "year_without_school_days")
    assert not await scheduling.sql("select from calendar_days where district_id = $1", district_id)


async def test_all_day_events_become_days_and_the_rest_is_left_out_and_told(
    scheduling: Service, district_id: UUID
) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    await caller.post("/v1/day-types", json={"code": "market_day", "title": "Market Day", "school_is_held": True})
    file = ics(
        "DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261128\nSUMMARY:Thanksgiving Break",
        "DTSTART;VALUE=DATE:20261221\nDURATION:P14D\nSUMMARY:Winter Recess",
        "DTSTART;VALUE=DATE:20261009\nSUMMARY:Gathering\nCATEGORIES:School,Market Day",
        "DTSTART;VALUE=DATE:20261125\nSUMMARY:Early Release for Thanksgiving Break",
        "DTSTART;VALUE=DATE:20261030\nSUMMARY:Teacher Workday",
        "DTSTART;VALUE=DATE:20270123\nSUMMARY:Make-up day",
        "DTSTART;VALUE=DATE:20261012\nSUMMARY:Picture retakes",
        "DTSTART:20261013T190000Z\nDTEND:20261013T200000Z\nSUMMARY:No school board meeting",
        "DTSTART;VALUE=DATE:20261014\nSUMMARY:Snow day\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20250704\nSUMMARY:Independence Day",
        "DTSTART;VALUE=DATE:20200120\nSUMMARY:MLK Day\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=3MO\nEXDATE;VALUE=DATE:20210118",
    )
    done = await send(caller, file, ICS)
    assert done.status_code == 200, done.text
    found = await days(caller, "2026-09-01", "2027-06-11")
    winter = {day: "holiday" for day in found if "2026-12-21" <= day <= "2027-01-03"}
    assert len(winter) == 10, "weekends need no listing"
    assert found == {
        **winter,
        **{"2026-10-09": "market_day", "2026-10-30": "teacher_only", "2026-11-25": "early_dismissal"},
        **{"2026-11-26": "holiday", "2026-11-27": "holiday", "2027-01-18": "holiday", "2027-01-23": "instructional"},
    }
    assert [one["reason"] for one in done.json()["left_out"]] == [
        *("no_day_type", "not_all_day", "cancelled", "outside_school_years"),
    ]
    lines = file.split("\r\n")
    assert all(lines[one["line"] - 1] == "BEGIN:VEVENT" for one in done.json()["left_out"])
    assert (done.json()["effect"]["open_count"], done.json()["effect"]["close_count"]) == (1, 14)


async def test_what_names_no_day_type_is_what_the_caller_says(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    file = ics("DTSTART;VALUE=DATE:20261012\nSUMMARY:Deer season opens")
    reply = await send(caller, file, ICS)
    assert_refused(reply, 422, "nothing_to_import")
    assert (await send(caller, file, ICS, otherwise="closure")).status_code == 200
    assert await days(caller, "2026-10-01", "2026-10-31") == {"2026-10-12": "closure"}


async def test_an_occurrence_that_was_moved_is_not_on_its_old_day(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    file = ics(
        "DTSTART;VALUE=DATE:20260904\nRRULE:FREQ=WEEKLY;COUNT=3\nSUMMARY:Early dismissal",
        "RECURRENCE-ID;VALUE=DATE:20260911\nDTSTART;VALUE=DATE:20260910\nSUMMARY:Early dismissal",
    ).replace("UID:1@", "UID:0@")
    assert (await send(caller, file, ICS)).status_code == 200
    assert list(await days(caller, "2026-09-01", "2026-09-30")) == ["2026-09-04", "2026-09-10", "2026-09-18"]


async def test_an_event_that_names_two_occurrences_is_on_neithers_day(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    twice = "RECURRENCE-ID;VALUE=DATE:20260911\nRECURRENCE-ID;VALUE=DATE:20260918"
    file = ics(
        "DTSTART;VALUE=DATE:20260904\nRRULE:FREQ=WEEKLY;COUNT=3\nSUMMARY:Early dismissal",
        f"{twice}\nDTSTART;VALUE=DATE:20260910\nSUMMARY:Early dismissal",
    ).replace("UID:1@", "UID:0@")
    assert (await send(caller, file, ICS)).status_code == 200
    assert list(await days(caller, "2026-09-01", "2026-09-30")) == ["2026-09-04", "2026-09-10"]


async def test_where_events_share_a_day_the_one_without_school_counts(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    events = [f"DTSTART;VALUE=DATE:20261012\nSUMMARY:{what}" for what in ("Half day", "Snow day", "Holiday")]
    assert (await send(caller, ics(*events), ICS)).json()["entries"] == 1
    assert await days(caller, "2026-10-12", "2026-10-12") == {"2026-10-12": "closure"}


async def test_where_events_with_school_share_a_day_the_first_counts(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    events = [f"DTSTART;VALUE=DATE:20261012\nSUMMARY:{what}" for what in ("Half day", "Make-up day")]
    assert (await send(caller, ics(*events), ICS)).json()["entries"] == 1
    assert await days(caller, "2026-10-12", "2026-10-12") == {"2026-10-12": "early_dismissal"}


async def test_an_event_that_ends_on_its_first_day_lasts_that_day(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    file = ics("DTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261012\nSUMMARY:Holiday")
    assert (await send(caller, file, ICS)).status_code == 200
    assert await days(caller, "2026-10-01", "2026-10-31") == {"2026-10-12": "holiday"}


async def test_a_span_that_recurs_counts_from_before_the_years_first_day(
    scheduling: Service, district_id: UUID
) -> None:
    await add_year(scheduling, district_id)
    caller = scheduling.machine(district_id)
    file = ics("DTSTART;VALUE=DATE:20250823\nDURATION:P3D\nRRULE:FREQ=YEARLY\nSUMMARY:Holiday")
    reply = await send(caller, file, ICS)
    assert reply.status_code == 200, reply.text
    assert await days(caller, "2026-08-24", "2026-08-31") == {"2026-08-24": "holiday", "2026-08-25": "holiday"}


async def test_a_file_can_be_one_schools(scheduling: Service, district_id: UUID, schools: dict[str, UUID]) -> None:
    await add_year(scheduling, district_id)
    caller, oak = scheduling.machine(district_id), schools["0101"]
    file = ics("DTSTART;VALUE=DATE:20261012\nSUMMARY:No school")
    assert (await send(caller, file, ICS, school_id=str(oak))).status_code == 200
    assert await days(caller, "2026-10-12", "2026-10-12") == {}
    assert await days(caller, "2026-10-12", "2026-10-12", oak) == {"2026-10-12": "holiday"}
    both = "day,day_type,school_code\n2026-10-13,closure,0101\n2026-10-13,holiday,\n"
    reply = await send(caller, both, school_id=str(oak))
    assert reply.json()["errors"][0]["pointer"] == "/lines/3/day", "twice the same school"


BAD_EVENTS = [
    ("DTSTART;VALUE=DATE:20261399\nSUMMARY:Holiday", "/lines/4/DTSTART", "malformed"),
    ("SUMMARY:Holiday", "/lines/4/DTSTART", "value_missing"),
    ("DTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261011\nSUMMARY:Holiday", "/lines/4/DTEND", "days_out_of_order"),
    ("DTSTART;VALUE=DATE:20261012\nDTEND:20261013T000000Z\nSUMMARY:Holiday", "/lines/4/DTEND", "malformed"),
    ("DTSTART;VALUE=DATE:20260901\nDTEND;VALUE=DATE:20280101\nSUMMARY:Break", "/lines/4/DTEND", "event_too_long"),
    (
        "DTSTART;VALUE=DATE:20260901\nRRULE:FREQ=SECONDLY\nSUMMARY:Break",
        "/lines/4/RRULE",
        "recurrence_unsupported",
    ),
    (
        "DTSTART;VALUE=DATE:20000901\nRRULE:FREQ=DAILY;COUNT=99999\nSUMMARY:Break",
        "/lines/4/RRULE",
        "recurrence_unsupported",
    ),
    ("DTSTART;VALUE=DATE:20260901\nRRULE:FREQ=FOO\nSUMMARY:Break", "/lines/4/RRULE", "malformed"),
    (
        "DTSTART;VALUE=DATE:20260901\nDURATION:P300D\nRRULE:FREQ=DAILY\nSUMMARY:Break",
        "/lines/4/RRULE",
        "too_many_days",
    ),
    ("DTSTART;VALUE=DATE:20260901\nDTSTART;VALUE=DATE:20260902\nSUMMARY:Break", "/lines/4/DTSTART", "repeated"),
]


@pytest.mark.parametrize(("event", "pointer", "code"), BAD_EVENTS)
async def test_an_event_that_cannot_be_is_named_by_its_line(
    scheduling: Service, district_id: UUID, event: str, pointer: str, code: str
) -> None:
    await add_year(scheduling, district_id)
    reply = await send(scheduling.machine(district_id), ics(event), ICS)
    assert_refused(reply, 422, "calendar_file_faulty")
    assert (reply.json()["errors"][0]["pointer"], reply.json()["errors"][0]["code"]) == (pointer, code)


@pytest.mark.parametrize(
    "file",
    [
        *(b"", b"x", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"BEGIN:VCALENDAR\r\nfoo bar\r\nEND:VCALENDAR\r\n"),
        *(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"BEGIN:VCALENDAR\r\n" * 3000, b"END:VCALENDAR\r\n", b"\xff\xfe"),
    ],
)
async def test_what_is_no_calendar_is_refused(scheduling: Service, district_id: UUID, file: bytes) -> None:
    await add_year(scheduling, district_id)
    reply = await send(scheduling.machine(district_id), file, ICS)
    assert (reply.status_code, reply.json()["code"]) in (
        (422, "calendar_file_faulty"),
        (422, "nothing_to_import"),
    ), reply.text


async def test_a_file_is_refused_by_its_size_its_type_and_its_wishes(scheduling: Service, district_id: UUID) -> None:
    caller = scheduling.machine(district_id)
    line = "day,day_type\n2026-10-12,holiday\n"
    assert (await send(caller, line)).json()["code"] == "day_outside_school_years", "no school year yet"
    await add_year(scheduling, district_id)
    assert (await send(caller, "x" * 2_000_001)).status_code == 413
    assert (await send(caller, line, "application/json")).status_code == 415
    for query, pointer in (
        ({"school_id": str(new_id())}, "?school_id"),
        ({"otherwise": "party"}, "?otherwise"),
        ({"mood": "good"}, "?mood"),
    ):
        reply = await send(caller, line, **query)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_same_file_sent_twice_with_one_key_is_taken_once(scheduling: Service, district_id: UUID) -> None:
    await add_year(scheduling, district_id)
    caller, file = scheduling.machine(district_id), "day,day_type\n2026-10-12,holiday\n"
    headers = {"Content-Type": CSV, "Idempotency-Key": "k1"}
    first, again = [await caller.post("/v1/calendar/import", content=file, headers=headers) for _ in range(2)]
    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    other = await caller.post("/v1/calendar/import", content=file + "\n", headers=headers)
    assert other.json()["code"] == "idempotency_key_reused"


async def test_schools_do_not_import_calendars(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID]
) -> None:
    await add_year(scheduling, district_id)
    principal = scheduling.person(district_id, new_id(), ("principal", schools["0101"]))
    assert_refused(await send(principal, "day,day_type\n2026-10-12,holiday\n"), 403, "not_permitted")
