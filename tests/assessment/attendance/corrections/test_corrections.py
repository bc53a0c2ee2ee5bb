"""What a school's office sets right holds against every night's report until that says the same; both are kept."""

from uuid import UUID

import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.corrections.factories import CORRECTIONS, correct, correction, corrections
from tests.assessment.attendance.factories import covering, enrolled, listed, push, said, standing
from tests.assessment.attendance.triggers.factories import activated
from tests.assessment.bundles import person


async def absent(assessment: Service, district_id: UUID, student: int = 0, **query: str) -> int | None:
    found: int | None = (await standing(assessment, district_id, student, **query))["days_absent"]
    return found


async def test_a_correction_holds_against_the_nights_report(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = covering(district_id, days[0], days[19])
    await push(assessment, district_id, [said(0, days[0], "U"), said(0, days[1], "U")], **query)
    before = clock.now()
    made = await correct(assessment, district_id, 0, 0, "P")
    assert (made["state"], made["disagrees"], made["may"]) == ("standing", True, ["take-back"])
    assert [(one["code"], one["outcome"], one["missed"]) for one in made["reported"]] == [("U", "unexcused", 1)]
    assert (await listed(assessment, district_id, 0))["days_absent"] == 1
    # The night says the same as ever.
    await push(assessment, district_id, [said(0, days[0], "U"), said(0, days[1], "U")], **query)
    await push(assessment, district_id, [said(0, days[0], "E"), said(0, days[1], "U")], **query)
    assert await absent(assessment, district_id) == 1
    assert await absent(assessment, district_id, as_of=before.isoformat()) == 2
    assert [one["id"] for one in await corrections(assessment, district_id, disagrees="true")] == [made["id"]]
    caller = assessment.machine(district_id)
    path = f"/v1/students/{person(district_id, '000000')}/attendance"
    explained = (await caller.get(f"{path}/explain", params={"school_year": "2026-27"})).json()["days"]
    assert [
        (day["code"], day["counts_as"], day["attendance_batch_id"] is None, day["attendance_correction_id"])
        for day in explained
    ] == [
        *(("E", "corrected", False, None), ("P", "present", True, made["id"])),
        ("U", "absent", False, None),
    ]
    history = (await caller.get(f"{path}/history", params={"day": days[0].isoformat()})).json()["items"]
    assert [(one["code"], one["attendance_correction_id"], one["superseded_at"] is None) for one in history] == [
        *(("U", None, False), ("P", made["id"], True)),
        ("E", None, True),
    ]
    assert {one["recorded_by"]["kind"] for one in history} == {"client"}


async def test_the_report_says_the_same(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    query = covering(district_id, days[0], days[19])
    await push(assessment, district_id, [said(0, days[0], "U")], **query)
    there, away = await correct(assessment, district_id, 0, 0, "P"), await correct(assessment, district_id, 3, 0, "E")
    half = await correct(assessment, district_id, 6, 0, "E", duration=0.5)
    agreed = await push(assessment, district_id, [said(3, days[0], "E"), said(6, days[0], "E", duration=0.25)], **query)
    assert {one["id"]: one["state"] for one in await corrections(assessment, district_id)} == {
        there["id"]: "agreed",
        away["id"]: "agreed",
        half["id"]: "standing",
    }
    assert [await absent(assessment, district_id, student) for student in (0, 3, 6)] == [0, 1, 1]
    # The report that agreed is taken back: the office's word is all there is.
    caller = assessment.machine(district_id)
    await caller.post(f"/v1/attendance-batches/{agreed['batch']['id']}/take-back")
    assert {one["state"] for one in await corrections(assessment, district_id)} == {"standing"}
    assert [await absent(assessment, district_id, student) for student in (0, 3, 6)] == [0, 1, 1]


async def test_a_correction_is_replaced_and_taken_back(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, days=1)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[19]))
    first = await correct(assessment, district_id, 0, 0, "P")
    caller = assessment.machine(district_id)
    alerts = (await caller.get("/v1/attendance-alerts")).json()["items"]
    assert [alert["state"] for alert in alerts] == ["undone"]
    second = await correct(assessment, district_id, 0, 0, "T")
    assert (await standing(assessment, district_id, 0))["tardies"] == 1
    back = await caller.post(f"{CORRECTIONS}/{second['id']}/take-back")
    assert (back.status_code, back.json()["state"], back.json()["may"]) == (200, "taken_back", [])
    assert_refused(await caller.post(f"{CORRECTIONS}/{first['id']}/take-back"), 409, "attendance_correction_over")
    assert [one["state"] for one in await corrections(assessment, district_id)] == ["replaced", "taken_back"]
    assert await absent(assessment, district_id) == 1
    told = await assessment.published(district_id, "assessment.attendance_correction.recorded.v1")
    assert [event["data"]["state"] for event in told] == ["standing", "standing", "taken_back"]
    assert "code" not in told[0]["data"]


async def test_a_period_is_corrected_alone(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "U", period=str(one), duration=0.25) for one in (1, 2)]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    assert await absent(assessment, district_id) == 1
    await correct(assessment, district_id, 0, 0, "P", period="2", duration=0.25)
    assert await absent(assessment, district_id) == 0
    await correct(assessment, district_id, 0, 0, "S")
    assert (await standing(assessment, district_id, 0))["by_category"] == [{"category": "suspended_out", "days": 1}]


async def test_a_code_that_means_something_else_is_read_anew(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [], **covering(district_id, days[0], days[19]))
    await correct(assessment, district_id, 0, 0, "S")
    caller = assessment.machine(district_id)
    (code,) = (await caller.get("/v1/attendance-codes?category=suspended_out")).json()["items"]
    tag = {"If-Match": f'"{code["version"]}"'}
    await caller.patch(f"/v1/attendance-codes/{code['id']}", json={"category": "suspended_in"}, headers=tag)
    mapped = ("assessment.attendance_code.recorded.v1", {"attendance_code_id": code["id"]})
    await assessment.receive(district_id, mapped)
    assert await absent(assessment, district_id) == 0
    (one,) = await corrections(assessment, district_id)
    await caller.post(f"{CORRECTIONS}/{one['id']}/take-back")
    in_force = await assessment.sql(
        "select from attendance_events where district_id = $1 and superseded_at is null", district_id
    )
    assert in_force == []


async def test_what_cannot_be_corrected_is_refused(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U"), said(0, days[1], "New")], covers="exceptions")
    caller = assessment.machine(district_id)
    elsewhere = str(bundles.school(district_id, "s2"))
    for body, status, code in (
        (correction(district_id, 0, 0, "U"), 409, "attendance_already_reported"),
        (correction(district_id, 3, 0, "P"), 409, "attendance_already_reported"),
        (correction(district_id, 0, 0, "New"), 422, "attendance_code_unmapped"),
        (correction(district_id, 0, 0, "Unheard of"), 422, "attendance_code_unmapped"),
        (correction(district_id, 0, 0, "E", school_id=elsewhere), 409, "attendance_not_enrolled"),
        ({**correction(district_id, 0, 0, "E"), "day": "2199-01-01"}, 422, "attendance_day_to_come"),
        (correction(district_id, 0, 0, "E", period="1"), 422, "invalid"),
        (correction(district_id, 0, 0, "E", student_id=str(new_id())), 404, "not_found"),
    ):
        assert_refused(await caller.post(CORRECTIONS, json=body), status, code)
    assert await corrections(assessment, district_id) == []


@pytest.mark.parametrize("role", ["principal", "counselor", "school_administrator"])
async def test_who_corrects(assessment: Service, district_id: UUID, role: str) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], days[19]))
    here, elsewhere = (bundles.school(district_id, one) for one in ("s1", "s2"))
    person_here = assessment.person(district_id, new_id(), (role, here))
    other = assessment.person(district_id, new_id(), (role, elsewhere))
    body = correction(district_id, 0, 0, "P")
    assert_refused(await other.post(CORRECTIONS, json=body), 404, "not_found")
    reply = await person_here.post(CORRECTIONS, json=body)
    assert (reply.status_code, reply.json()["created_by"]["kind"]) == (201, "person"), reply.text
    address = f"{CORRECTIONS}/{reply.json()['id']}"
    assert_refused(await other.get(address), 404, "not_found")
    assert_refused(await other.post(f"{address}/take-back"), 404, "not_found")
    day = {"day": days[0].isoformat()}
    history = f"/v1/students/{person(district_id, '000000')}/attendance/history"
    assert_refused(await other.get(history, params=day), 404, "not_found")
    assert len((await person_here.get(history, params=day)).json()["items"]) == 2
    teacher = assessment.person(district_id, new_id(), ("teacher", here))
    assert_refused(await teacher.post(CORRECTIONS, json=body), 404, "not_found")
    assert (await person_here.post(f"{address}/take-back")).status_code == 200
