"""What is reported counts, once; what is corrected counts from then on; what is taken back counts no more."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import (
    FIRST,
    PUSH,
    begun,
    covering,
    enrolled,
    held,
    listed,
    push,
    said,
    school_days,
    standing,
)
from tests.assessment.bundles import pack, person, run

FIGURES = ("days_enrolled", "days_absent", "tardies", "band")


def figures(found: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(found[name] for name in FIGURES)


async def test_a_day_reported_in_full_counts_for_everybody(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "U"), said(3, days[0], "T"), said(1, days[1], "E", duration=0.5)]
    told = await push(assessment, district_id, rows, **covering(district_id, days[0], days[9]))
    facts = ("row_count", "changed_count", "day_count", "held_count", "refused_count", "first_on", "last_on", "state")
    assert [told["batch"][name] for name in facts] == [
        *(3, 3, 30, 0, 0),
        *(days[0].isoformat(), days[9].isoformat(), "applied"),
    ]
    assert told["faults"] == []
    for student, expected in {0: (10, 1, 0), 3: (10, 0, 1), 1: (10, 1, 0), 2: (10, 0, 0)}.items():
        found = await standing(assessment, district_id, student)
        assert (figures(found)[:3], found["whole_through"]) == (expected, days[9].isoformat()), student
        kept = await listed(assessment, district_id, student)
        assert {name: kept[name] for name in found} == found
    (event,) = await assessment.published(district_id, "assessment.attendance_batch.applied.v1")
    assert event["data"]["day_count"] == 30
    assert "000000" not in orjson.dumps(event["data"]).decode()


async def test_what_is_no_days_report_counts_for_nobody(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U")])
    found = await standing(assessment, district_id, 0)
    assert (figures(found), found["no_figure"]) == ((0, 0, 0, None), "nothing_reported")
    await push(assessment, district_id, [], **covering(district_id, days[1], days[10]))
    assert figures(await standing(assessment, district_id, 0)) == (10, 0, 0, "satisfactory")


async def test_the_same_again_changes_nothing(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows, query = [said(0, days[0], "U"), said(1, days[0], "E")], covering(district_id, days[0], days[19])
    await push(assessment, district_id, rows, batch="night-1", **query)
    before = await listed(assessment, district_id, 0)
    again = await push(assessment, district_id, rows, batch="night-1", **query)
    assert again["batch"]["row_count"] == 2
    other = await push(assessment, district_id, rows, batch="night-2", **query)
    assert other["batch"]["changed_count"] == 0
    assert await listed(assessment, district_id, 0) == before


async def test_another_report_of_a_day_corrects_it(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(
        assessment,
        district_id,
        [said(0, days[0], "U"), said(1, days[0], "E")],
        **covering(district_id, days[0], days[19]),
    )
    moment = clock.now()
    await push(assessment, district_id, [said(1, days[0], "U")], **covering(district_id, days[0]))
    assert figures(await standing(assessment, district_id, 0)) == (20, 0, 0, "satisfactory")
    assert (await standing(assessment, district_id, 1))["by_category"] == [{"category": "unexcused", "days": 1}]
    then = {"as_of": moment.isoformat()}
    assert figures(await standing(assessment, district_id, 0, **then)) == (20, 1, 0, "at_risk")
    assert (await standing(assessment, district_id, 1, **then))["by_category"] == [{"category": "excused", "days": 1}]


async def test_a_row_alone_corrects_one_student(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(
        assessment,
        district_id,
        [said(0, days[0], "U"), said(3, days[0], "U")],
        **covering(district_id, days[0], days[19]),
    )
    told = await push(assessment, district_id, [said(0, days[0], "P")])
    assert told["batch"]["changed_count"] == 1
    assert figures(await standing(assessment, district_id, 0)) == (20, 0, 0, "satisfactory")
    assert figures(await standing(assessment, district_id, 3)) == (20, 1, 0, "at_risk")


async def test_a_code_nobody_has_mapped_makes_no_number(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "Field Trip"), said(3, days[0], "U")]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    found = await standing(assessment, district_id, 0)
    assert (figures(found), found["rate"], found["no_figure"]) == ((None, None, None, None), None, "unmapped_code")
    assert figures(await standing(assessment, district_id, 3)) == (20, 1, 0, "at_risk")
    caller = assessment.machine(district_id)
    (code,) = (await caller.get("/v1/attendance-codes?mapped=false")).json()["items"]
    assert (code["code"], code["category"], code["may"]) == ("Field Trip", None, ["change"])
    reply = await caller.patch(
        f"/v1/attendance-codes/{code['id']}", json={"category": "present"}, headers={"If-Match": f'"{code["version"]}"'}
    )
    assert reply.status_code == 200, reply.text
    await assessment.receive(
        district_id, ("assessment.attendance_code.recorded.v1", {"attendance_code_id": code["id"]})
    )
    assert figures(await listed(assessment, district_id, 0)) == (20, 0, 0, "satisfactory")


async def test_a_code_that_hid_who_was_there_has_its_days_owed_again(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(student, day, "R" if student == 0 else "P") for student in range(0, 12, 3) for day in days[:12]]
    caller = assessment.machine(district_id)
    made = await caller.post("/v1/attendance-codes", json={"code": "R", "category": "present"})
    await push(assessment, district_id, rows, covers="everybody")
    assert figures(await listed(assessment, district_id, 0)) == (12, 0, 0, "satisfactory")
    path = f"/v1/attendance-codes/{made.json()['id']}"
    await caller.patch(path, json={"category": "excused"}, headers={"If-Match": '"1"'})
    await assessment.receive(
        district_id, ("assessment.attendance_code.recorded.v1", {"attendance_code_id": made.json()["id"]})
    )
    assert (await listed(assessment, district_id, 3))["no_figure"] == "nothing_reported"
    school = bundles.school(district_id, "s1")
    owed = await caller.get(f"/v1/schools/{school}/attendance-days", params={"reported": "false"})
    assert days[0].isoformat() in {day["day"] for day in owed.json()["items"]}


async def test_who_is_not_among_everybody_was_not_reported(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(student, day, "P") for student in (3, 6, 9) for day in days[:11]]
    rows += [said(0, day, "P") for day in days[:10]]
    await push(assessment, district_id, rows, covers="everybody")
    found = await standing(assessment, district_id, 0)
    assert (figures(found), found["days_excluded"]) == ((10, 0, 0, "satisfactory"), 1)
    await push(assessment, district_id, [said(0, days[10], "U", period="2", duration=0.5)])
    found = await standing(assessment, district_id, 0)
    assert (figures(found), found["days_excluded"]) == ((11, 1, 0, "at_risk"), 0)


async def test_rows_for_a_student_to_come_are_held(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[19]))
    told = await push(assessment, district_id, [said(12, days[0], "U"), said(0, days[0], "U")])
    assert (told["batch"]["held_count"], told["batch"]["refused_count"]) == (1, 0)
    assert [(one["row"], one["code"]) for one in told["faults"]] == [(1, "student_held")]
    job = await run(assessment, district_id, pack(bundles.files(13)))
    finished = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await assessment.receive(district_id, finished)
    await assessment.receive(district_id, finished)
    assert await assessment.sql("select from attendance_held_rows where district_id = $1", district_id) == []
    # Listed since today: no day of theirs is among those reported.
    path = f"/v1/students/{person(district_id, '000012')}/attendance/explain"
    reply = await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})
    assert [(day["day"], day["outcome"]) for day in reply.json()["days"]] == [(days[0].isoformat(), "unexcused")]
    assert reply.json()["items"][0]["days_enrolled"] == 0


async def test_a_batch_in_parts_counts_once_it_is_whole(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = covering(district_id, days[0], days[19])
    first = await push(assessment, district_id, [said(0, days[0], "U")], batch="b", part=1, complete="false", **query)
    assert (first["batch"]["state"], first["batch"]["may"]) == ("open", ["take-back"])
    assert (await standing(assessment, district_id, 0))["no_figure"] == "nothing_reported"
    again = await push(assessment, district_id, [said(0, days[0], "U")], batch="b", part=1, complete="false", **query)
    assert [part["rows"] for part in again["batch"]["parts"]] == [1]
    caller = assessment.machine(district_id)
    body = {"items": [said(1, days[0], "U")]}
    other = await caller.post(PUSH, json=body, params={"batch": "b", "part": 1, "complete": "false", **query})
    assert_refused(other, 409, "attendance_part_differs")
    short = await caller.post(PUSH, json=body, params={"batch": "b", "part": 2, "rows": 3, **query})
    assert_refused(short, 409, "attendance_rows_missing")
    last = await push(assessment, district_id, [said(1, days[0], "U")], batch="b", part=2, rows=2, **query)
    assert (last["batch"]["state"], last["batch"]["row_count"], last["batch"]["changed_count"]) == ("applied", 2, 2)
    for student in (0, 1):
        assert figures(await standing(assessment, district_id, student)) == (20, 1, 0, "at_risk")
    late = await caller.post(PUSH, json=body, params={"batch": "b", "part": 3})
    assert_refused(late, 409, "attendance_batch_complete")


async def test_a_batch_is_taken_back_whole(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = covering(district_id, days[0], days[19])
    await push(assessment, district_id, [said(0, days[0], "U"), said(3, days[0], "E")], **query)
    before = {student: await standing(assessment, district_id, student) for student in range(12)}
    wrong = await push(assessment, district_id, [said(1, days[0], "U"), said(3, days[0], "U")], **query)
    await push(assessment, district_id, [said(6, days[1], "U")])
    address = f"/v1/attendance-batches/{wrong['batch']['id']}"
    caller = assessment.machine(district_id)
    reply = await caller.post(f"{address}/take-back")
    assert (reply.status_code, reply.json()["state"], reply.json()["may"]) == (200, "taken_back", []), reply.text
    for student in range(12):
        found = await standing(assessment, district_id, student)
        if student == 6:
            assert figures(found) == (20, 1, 0, "at_risk")
        else:
            assert found == before[student], student
    assert_refused(await caller.post(f"{address}/take-back"), 409, "attendance_batch_taken_back")


async def test_what_was_said_since_stands_when_a_batch_is_taken_back(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = covering(district_id, days[0], days[19])
    await push(assessment, district_id, [said(0, days[0], "U"), said(3, days[0], "U")], **query)
    wrong = await push(assessment, district_id, [], **query)
    await push(assessment, district_id, [said(0, days[0], "P"), said(6, days[0], "E")])
    await push(assessment, district_id, [], **covering(district_id, days[1]))
    caller = assessment.machine(district_id)
    await caller.post(f"/v1/attendance-batches/{wrong['batch']['id']}/take-back")
    # Of 0 somebody said since that they were there: it was so before as well, and says nothing anew; 3 is absent again.
    assert figures(await standing(assessment, district_id, 3)) == (20, 1, 0, "at_risk")
    assert figures(await standing(assessment, district_id, 6)) == (20, 1, 0, "at_risk")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "application/x-ndjson",
            b'{"student_source_id":"000000","school_source_id":"s1","day":"2026-08-24","code":"U"}\n\n',
        ),
        ("text/csv", b"student_source_id,school_code,day,code\r\n000000,0101,2026-08-24,U\r\n"),
        (
            "text/csv; charset=utf-8",
            "\ufeffDay,Code,Student_Local_Id,School_Source_Id\n2026-08-24,u ,000000,s1\n".encode(),
        ),
        (
            "text/csv",
            b"studentReference_studentUniqueId,schoolReference_schoolId,eventDate,attendanceEventCategoryDescriptor,sessionName\n"
            b"000000,s1,2026-08-24,uri://ed-fi.org/AttendanceEventCategoryDescriptor#U,Fall\n",
        ),
        (
            "text/csv",
            b"Student_id,School_id,Section_id,Attendance_date,Attendance_type,Attendance_status,Excuse_code,Attendance_id\n"
            b"000000,s1,,2026-08-24,daily,U,,77\n",
        ),
    ],
)
async def test_the_same_row_in_every_form(assessment: Service, district_id: UUID, kind: str, body: bytes) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    reply = await caller.post(PUSH, content=body, headers={"Content-Type": kind}, params={"covers": "exceptions"})
    assert reply.status_code == 200, reply.text
    assert (reply.json()["faults"], reply.json()["batch"]["changed_count"]) == ([], 1)
    assert (await standing(assessment, district_id, 0))["days_absent"] == 1


FAULTY = [
    (said(0, FIRST, "U") | {"school_source_id": "s9"}, "school_unknown", "/school_source_id"),
    (said(0, FIRST, "U") | {"day": "2199-01-01"}, "day_to_come", "/day"),
    (said(0, FIRST, "U") | {"day": "08/24/2026"}, "value_error", "/day"),
    (said(0, FIRST, "U") | {"student_local_id": "000000"}, "value_error", "/"),
    (said(0, FIRST, "U") | {"school_code": "0101"}, "value_error", "/"),
    (said(0, FIRST, "") | {}, "string_too_short", "/code"),
    (said(0, FIRST, "U", duration=1.5), "less_than_equal", "/duration"),
    (said(0, FIRST, "U", period="1"), "duration_unknown", "/duration"),
    (said(0, FIRST, "U", given_name="Gina"), "extra_forbidden", "/given_name"),
    ("no row", "model_type", "/"),
]


@pytest.mark.parametrize(("row", "code", "pointer"), FAULTY)
async def test_a_faulty_row_fails_alone(
    assessment: Service, district_id: UUID, row: Any, code: str, pointer: str
) -> None:
    days = await enrolled(assessment, district_id)
    told = await push(assessment, district_id, [row, said(3, days[0], "U")], **covering(district_id, days[0], days[19]))
    assert [(one["row"], one["code"], one["pointer"]) for one in told["faults"]] == [(1, code, pointer)]
    for sent in ("Gina", "08/24"):
        assert sent not in str(told["faults"])
    assert (told["batch"]["refused_count"], told["batch"]["changed_count"]) == (1, 1)
    kept = await assessment.machine(district_id).get(f"/v1/attendance-batches/{told['batch']['id']}/faults")
    assert kept.json()["items"] == told["faults"]


async def test_a_report_with_a_row_nobody_could_read_covers_no_day(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = covering(district_id, days[0], days[19])
    await push(assessment, district_id, [said(0, days[0], "U")], **query)
    told = await push(assessment, district_id, [said(0, days[0], "U", duration=9), said(3, days[0], "U")], **query)
    assert (told["batch"]["covers"], told["batch"]["day_count"], told["batch"]["refused_count"]) == (None, 0, 1)
    for student in (0, 3):
        assert figures(await standing(assessment, district_id, student)) == (20, 1, 0, "at_risk")


async def test_rows_that_say_two_things_and_days_without_school_are_told(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    saturday = days[4] + timedelta(days=1)
    rows = [said(0, days[0], "U"), said(0, days[0], "E"), said(3, saturday, "U")]
    rows.append({**said(6, days[19], "U"), "student_source_id": None, "student_id": str(new_id())})
    told = await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    assert sorted((one["row"], one["code"]) for one in told["faults"]) == [
        (1, "row_repeated"),
        (3, "no_school_day"),
        (4, "student_unknown"),
    ]
    assert (await standing(assessment, district_id, 0))["by_category"] == [{"category": "excused", "days": 1}]
    assert (await standing(assessment, district_id, 3))["days_absent"] == 0
    await held(assessment, district_id, sorted([*school_days(60), saturday]), version=9)
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(date(2026, 12, 1))))
    await push(assessment, district_id, [said(3, saturday, "U")], covers="exceptions")
    assert (await standing(assessment, district_id, 3))["days_absent"] == 1


async def test_trying_changes_nothing(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = {"validate_only": "true", "batch": "try", **covering(district_id, days[0], days[19])}
    told = await push(assessment, district_id, [said(0, days[0], "U"), said(1, days[0], "New")], **query)
    assert (told["validate_only"], told["batch"]["changed_count"]) == (True, 2)
    caller = assessment.machine(district_id)
    assert (await caller.get("/v1/attendance-batches")).json()["items"] == []
    assert (await caller.get("/v1/attendance-codes?mapped=false")).json()["items"] == []
    assert (await standing(assessment, district_id, 0))["no_figure"] == "nothing_reported"


async def test_what_is_no_report_is_refused(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    for kind, body in (
        ("text/csv", b"student,day\n1,2026-08-24\n"),
        ("text/csv", b"\xff\xfe"),
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b'{"items": {}}'),
    ):
        reply = await caller.post(PUSH, content=body, headers={"Content-Type": kind})
        assert_refused(reply, 422, "attendance_unreadable")
    reply = await caller.post(PUSH, content=b"x", headers={"Content-Type": "application/xml"})
    assert_refused(reply, 415, "unsupported_media_type")
    whole = covering(district_id, days[0], days[1])
    for lacking in ("covers", "first_on", "last_on", "school_id"):
        query = {name: value for name, value in whole.items() if name != lacking}
        assert_refused(await caller.post(PUSH, json={"items": []}, params=query), 422, "attendance_coverage_unclear")
    turned = covering(district_id, days[1], days[0])
    assert_refused(await caller.post(PUSH, json={"items": []}, params=turned), 422, "attendance_coverage_unclear")
    ahead = covering(district_id, days[0], date(2027, 6, 1))
    assert_refused(await caller.post(PUSH, json={"items": []}, params=ahead), 422, "attendance_coverage_unclear")
    nowhere = {**whole, "school_id": str(new_id())}
    assert_refused(await caller.post(PUSH, json={"items": []}, params=nowhere), 422, "no_such_school")


async def test_who_reports(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    school = bundles.school(district_id, "s1")
    for roles in ((("principal", school),), (("teacher", school),), (("mentor", school),)):
        caller = assessment.person(district_id, new_id(), *roles)
        assert_refused(await caller.post(PUSH, json={"items": []}), 403, "not_permitted")
        assert_refused(await caller.get("/v1/attendance-batches"), 403, "not_permitted")
    bound = assessment.machine_at(district_id, school)
    assert_refused(await bound.post(PUSH, json={"items": []}), 403, "not_permitted")
    steward = assessment.person(district_id, new_id(), ("data_manager", None))
    assert (await steward.post(PUSH, json={"items": []})).status_code == 200


async def test_which_days_are_owed(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[4]))
    await push(assessment, district_id, [], **covering(district_id, days[6], days[9]))
    school = bundles.school(district_id, "s1")
    query = {"first_on": days[0].isoformat(), "last_on": days[11].isoformat()}
    principal = assessment.person(district_id, new_id(), ("principal", school))
    told = (await principal.get(f"/v1/schools/{school}/attendance-days", params={**query, "reported": "false"})).json()
    assert (told["whole_through"], told["unreported_count"]) == (days[4].isoformat(), 3)
    assert [day["day"] for day in told["items"]] == [days[n].isoformat() for n in (5, 10, 11)]
    assert (await standing(assessment, district_id, 0))["whole_through"] == days[4].isoformat()
    elsewhere = assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s2")))
    assert_refused(await elsewhere.get(f"/v1/schools/{school}/attendance-days", params=query), 403, "not_permitted")
