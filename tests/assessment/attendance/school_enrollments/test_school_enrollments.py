"""Enrolment as it was sent is what counts; corrected, it counts from then on, and as of before what was known before."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import covering, enrolled, listed, push, said, standing
from tests.assessment.attendance.school_enrollments.factories import ENROLL, enroll, enrolling
from tests.assessment.attendance.triggers.factories import activated
from tests.assessment.bundles import pack, person, run


def counted(found: dict[str, Any]) -> tuple[Any, ...]:
    return found["days_enrolled"], found["days_absent"], found["band"], found["basis"]


async def test_what_was_sent_counts_instead_of_what_the_roster_lists(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "U"), said(0, days[11], "U"), said(3, days[0], "U")]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    assert counted(await standing(assessment, district_id, 0)) == (20, 2, "moderate", "listed")
    before = clock.now()
    told = await enroll(assessment, district_id, [enrolling(0, days[10], grade="Third grade")])
    assert (told["batch"]["about"], told["batch"]["changed_count"], told["faults"]) == ("enrollments", 1, [])
    assert counted(await standing(assessment, district_id, 0)) == (10, 1, "moderate", "sent")
    assert counted(await listed(assessment, district_id, 0)) == (10, 1, "moderate", "sent")
    assert counted(await standing(assessment, district_id, 3)) == (20, 1, "at_risk", "listed")
    then = await standing(assessment, district_id, 0, as_of=before.isoformat())
    assert counted(then) == (20, 2, "moderate", "listed")
    caller = assessment.machine(district_id)
    path = f"/v1/students/{person(district_id, '000000')}/attendance/explain"
    explained = (await caller.get(path, params={"school_year": "2026-27"})).json()
    assert [(day["day"], day["counts_as"]) for day in explained["days"]] == [
        (days[0].isoformat(), "not_counted"),
        (days[11].isoformat(), "absent"),
    ]
    (row,) = (await caller.get("/v1/school-enrollments", params={"student_id": person(district_id, "000000")})).json()[
        "items"
    ]
    assert (row["begins_on"], row["ends_on"], row["grade"], row["deleted_at"]) == (
        *(days[10].isoformat(), None),
        *("03", None),
    )


async def test_enrolment_is_corrected_and_taken_back(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[29]))
    await enroll(assessment, district_id, [enrolling(0, days[0])])
    one = clock.now()
    left = await enroll(assessment, district_id, [enrolling(0, days[0], days[9])])
    two = clock.now()
    assert (left["batch"]["changed_count"], left["batch"]["state"]) == (1, "applied")
    assert counted(await listed(assessment, district_id, 0)) == (10, 1, "moderate", "sent")
    back = await enroll(assessment, district_id, [enrolling(0, days[20])])
    assert counted(await listed(assessment, district_id, 0)) == (20, 1, "at_risk", "sent")
    assert counted(await standing(assessment, district_id, 0, as_of=one.isoformat())) == (30, 1, "satisfactory", "sent")
    assert counted(await standing(assessment, district_id, 0, as_of=two.isoformat())) == (10, 1, "moderate", "sent")
    caller = assessment.machine(district_id)
    for batch in (back, left):
        reply = await caller.post(f"/v1/attendance-batches/{batch['batch']['id']}/take-back")
        assert (reply.status_code, reply.json()["state"]) == (200, "taken_back"), reply.text
    assert counted(await listed(assessment, district_id, 0)) == (30, 1, "satisfactory", "sent")
    told = (await caller.get("/v1/school-enrollments", params={"updated_since": one.isoformat()})).json()["items"]
    assert [(row["ends_on"], row["deleted_at"] is None) for row in told if row["begins_on"] == days[0].isoformat()] == [
        *((None, False), (days[9].isoformat(), False)),
        (None, True),
    ]


async def test_what_was_said_since_stands(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[29]))
    await enroll(assessment, district_id, [enrolling(0, days[0])])
    wrong = await enroll(assessment, district_id, [enrolling(0, days[0], days[9])])
    await enroll(assessment, district_id, [enrolling(0, days[0], is_removed=True), enrolling(0, days[5])])
    caller = assessment.machine(district_id)
    await caller.post(f"/v1/attendance-batches/{wrong['batch']['id']}/take-back")
    assert counted(await standing(assessment, district_id, 0)) == (25, 0, "satisfactory", "sent")


async def test_who_never_was_a_student_of_a_school_has_no_figure_there(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    role = await activated(assessment, district_id, kind="cumulative", days=2)
    rows = [said(0, day, "U") for day in days[:3]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    caller = assessment.machine(district_id)
    alerts = (await caller.get("/v1/attendance-alerts", params={"trigger_id": role})).json()["items"]
    assert [alert["state"] for alert in alerts] == ["open"]
    await enroll(assessment, district_id, [enrolling(0, "2025-08-25", "2026-06-12")])
    assert (await caller.get(f"/v1/students/{person(district_id, '000000')}/attendance?school_year=2026-27")).json()[
        "items"
    ] == []
    gone = await listed(assessment, district_id, 0)
    assert (gone["days_enrolled"], gone["band"], gone["no_figure"]) == (0, None, "not_enrolled")
    alerts = (await caller.get("/v1/attendance-alerts", params={"trigger_id": role})).json()["items"]
    assert [alert["state"] for alert in alerts] == ["undone"]
    told = await assessment.published(district_id, "assessment.attendance_band.changed.v1")
    assert [(event["data"]["before"], event["data"]["after"]) for event in told] == [
        (None, "moderate"),
        ("moderate", None),
    ]
    await enroll(assessment, district_id, [enrolling(0, "2025-08-25", is_removed=True)])
    assert counted(await listed(assessment, district_id, 0)) == (20, 3, "moderate", "listed")


async def test_a_day_outside_enrolment_is_told_and_counts_in_nothing(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await enroll(assessment, district_id, [enrolling(0, days[5])])
    told = await push(
        *(assessment, district_id, [said(0, days[4], "U"), said(0, days[5], "U")]),
        **covering(district_id, days[0], days[19]),
    )
    assert [(one["row"], one["code"], one["pointer"]) for one in told["faults"]] == [(1, "not_enrolled", "/day")]
    assert (told["batch"]["refused_count"], told["batch"]["day_count"]) == (0, 60)
    assert counted(await standing(assessment, district_id, 0)) == (15, 1, "at_risk", "sent")
    await enroll(assessment, district_id, [enrolling(0, days[4]), enrolling(0, days[5], is_removed=True)])
    assert counted(await standing(assessment, district_id, 0)) == (16, 2, "moderate", "sent")


async def test_an_enrolment_of_a_student_to_come_is_held(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(12, days[0], "U")], **covering(district_id, days[0], days[19]))
    told = await enroll(assessment, district_id, [enrolling(12, days[0], days[9]), enrolling(0, days[0])])
    assert (told["batch"]["held_count"], told["batch"]["changed_count"]) == (1, 1)
    assert [(one["row"], one["code"]) for one in told["faults"]] == [(1, "student_held")]
    job = await run(assessment, district_id, pack(bundles.files(13)))
    finished = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await assessment.receive(district_id, finished)
    assert counted(await listed(assessment, district_id, 12)) == (10, 1, "moderate", "sent")
    assert await assessment.sql("select from school_enrollment_held_rows where district_id = $1", district_id) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "application/x-ndjson",
            b'{"student_source_id":"000000","school_source_id":"s1","begins_on":"2026-08-24","grade":"9"}\n',
        ),
        (
            "text/csv",
            b"student_local_id,school_code,begins_on,ends_on,grade,is_removed\n000000,0101,2026-08-24,,09,false\n",
        ),
        (
            "text/csv",
            b"studentReference_studentUniqueId,schoolReference_schoolId,entryDate,exitWithdrawDate,entryGradeLevelDescriptor,"
            b"entryTypeDescriptor\n000000,s1,2026-08-24,,uri://ed-fi.org/GradeLevelDescriptor#Ninth grade,x\n",
        ),
    ],
)
async def test_the_same_row_in_every_form(assessment: Service, district_id: UUID, kind: str, body: bytes) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    reply = await caller.post(ENROLL, content=body, headers={"Content-Type": kind})
    assert reply.status_code == 200, reply.text
    assert (reply.json()["faults"], reply.json()["batch"]["changed_count"]) == ([], 1)
    (row,) = (await caller.get("/v1/school-enrollments")).json()["items"]
    assert (row["begins_on"], row["grade"]) == ("2026-08-24", "09")


async def test_faulty_rows_fail_alone(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    nobody = {**enrolling(0, days[0]), "student_source_id": None, "student_id": str(new_id())}
    rows = [
        *(enrolling(0, days[0], school_source_id="s9"), enrolling(0, days[0], days[0] - timedelta(days=1))),
        *(enrolling(0, days[0], grade="Sophomore"), enrolling(3, days[0]), enrolling(3, days[0], days[1]), nobody),
    ]
    told = await enroll(assessment, district_id, rows)
    assert sorted((one["row"], one["code"], one["pointer"]) for one in told["faults"]) == [
        *((1, "school_unknown", "/school_source_id"), (2, "value_error", "/"), (3, "grade_unknown", "/grade")),
        *((4, "row_repeated", ""), (6, "student_unknown", "/student_id")),
    ]
    assert (told["batch"]["refused_count"], told["batch"]["changed_count"]) == (4, 2)
    assert "Sophomore" not in str(told["faults"])


async def test_the_same_again_in_parts_and_on_trial(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    trial = await enroll(assessment, district_id, [enrolling(0, days[0])], validate_only="true")
    assert (trial["validate_only"], trial["batch"]["changed_count"]) == (True, 1)
    caller = assessment.machine(district_id)
    assert (await caller.get("/v1/school-enrollments")).json()["items"] == []
    first = await enroll(assessment, district_id, [enrolling(0, days[0], days[9])], batch="e", complete="false")
    assert first["batch"]["state"] == "open"
    last = await enroll(assessment, district_id, [enrolling(3, days[0])], batch="e", part=2, rows=2)
    assert (last["batch"]["state"], last["batch"]["changed_count"]) == ("applied", 2)
    again = await enroll(assessment, district_id, [enrolling(3, days[0])], batch="e", part=2, rows=2)
    assert again["batch"]["version"] == last["batch"]["version"]
    other = await enroll(assessment, district_id, [enrolling(0, days[0], days[9]), enrolling(3, days[0])], batch="f")
    assert other["batch"]["changed_count"] == 0
    # A batch of attendance may have the same name.
    assert (await push(assessment, district_id, [], batch="e"))["batch"]["about"] == "events"
    asked = (await caller.get("/v1/attendance-batches", params={"about": "enrollments"})).json()["items"]
    assert [batch["batch"] for batch in asked] == ["e", "f"]


async def test_who_sends_and_who_reads(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await enroll(assessment, district_id, [enrolling(0, days[0]), enrolling(1, days[0])])
    here, elsewhere = (bundles.school(district_id, one) for one in ("s1", "s2"))
    principal = assessment.person(district_id, new_id(), ("principal", here))
    assert_refused(await principal.post(ENROLL, json={"items": []}), 403, "not_permitted")
    rows = (await principal.get("/v1/school-enrollments")).json()["items"]
    assert [row["school"]["id"] for row in rows] == [str(here)]
    other = assessment.person(district_id, new_id(), ("principal", elsewhere))
    asked = {"student_id": person(district_id, "000000")}
    assert (await other.get("/v1/school-enrollments", params=asked)).json()["items"] == []
