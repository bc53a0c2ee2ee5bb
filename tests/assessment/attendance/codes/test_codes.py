"""A code is known however it is written, and means what somebody said."""

from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment.attendance.factories import covering, enrolled, push, said
from tests.assessment.bundles import person

URL = "/v1/attendance-codes"


async def test_a_code_is_known_however_it_is_written(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    made = await caller.post(URL, json={"code": "Excused  Absence", "category": "excused"})
    assert (made.status_code, made.json()["missed"], made.json()["code"]) == (201, 1, "Excused  Absence")
    for same in (
        "excused absence",
        " EXCUSED ABSENCE ",
        "uri://ed-fi.org/AttendanceEventCategoryDescriptor#Excused Absence",
    ):
        assert_refused(await caller.post(URL, json={"code": same, "category": "excused"}), 409, "attendance_code_known")
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "EXCUSED absence"), said(3, days[0], "uri://x/y#Excused Absence"), said(6, days[0], "New")]
    await push(assessment, district_id, rows, covers="exceptions")
    unmapped = (await caller.get(f"{URL}?mapped=false")).json()["items"]
    assert [(code["code"], code["category"]) for code in unmapped] == [("New", None)]


async def test_a_code_that_was_sent_unasked_is_mapped_as_a_new_one_is(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "New")], **covering(district_id, days[0]))
    caller = assessment.machine(district_id)
    (sent,) = (await caller.get(f"{URL}?mapped=false")).json()["items"]
    made = await caller.post(URL, json={"code": " NEW ", "category": "excused", "missed": 0.5, "reason": "illness"})
    assert made.status_code == 201, made.text
    facts = ("id", "code", "category", "missed", "reason", "version")
    assert [made.json()[name] for name in facts] == [sent["id"], "New", "excused", 0.5, "illness", 2]
    event = (await assessment.published(district_id, "assessment.attendance_code.recorded.v1"))[-1]
    assert event["data"]["attendance_code_id"] == sent["id"]
    await assessment.receive(district_id, ("assessment.attendance_code.recorded.v1", event["data"]))
    path = f"/v1/students/{person(district_id, '000000')}/attendance/explain"
    told = (await caller.get(path, params={"school_year": "2026-27"})).json()
    assert [day["outcome"] for day in told["days"]] == ["excused"]
    again = await caller.post(URL, json={"code": "new", "category": "unexcused"})
    assert_refused(again, 409, "attendance_code_known")


async def test_what_a_code_misses(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    late = (await caller.post(URL, json={"code": "L", "category": "tardy"})).json()
    half = (await caller.post(URL, json={"code": "H", "category": "excused", "missed": 0.5})).json()
    assert (late["missed"], half["missed"]) == (0, 0.5)
    turned = await caller.patch(f"{URL}/{late['id']}", json={"category": "unexcused"}, headers={"If-Match": '"1"'})
    assert (turned.json()["missed"], turned.json()["version"]) == (1, 2)
    back = await caller.patch(f"{URL}/{late['id']}", json={"category": "present"}, headers={"If-Match": '"2"'})
    assert back.json()["missed"] == 0
    wrong = await caller.patch(f"{URL}/{half['id']}", json={"missed": 1.5}, headers={"If-Match": '"1"'})
    assert_refused(wrong, 422, "invalid")
    null = await caller.patch(f"{URL}/{half['id']}", json={"category": None}, headers={"If-Match": '"1"'})
    assert_refused(null, 422, "invalid")


async def test_who_says_what_codes_mean(assessment: Service, district_id: UUID) -> None:
    teacher = assessment.person(district_id, new_id(), ("teacher", new_id()))
    assert (await teacher.get(URL)).status_code == 200
    assert_refused(await teacher.post(URL, json={"code": "A", "category": "excused"}), 403, "not_permitted")
    steward = assessment.person(district_id, new_id(), ("data_manager", None))
    assert (await steward.post(URL, json={"code": "A", "category": "excused"})).status_code == 201


async def test_a_code_says_why_and_the_explanation_repeats_it(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id, days=20)
    caller = assessment.machine(district_id)
    made = await caller.post(URL, json={"code": "FLU", "category": "excused", "reason": "illness"})
    assert (made.status_code, made.json()["reason"]) == (201, "illness")
    rows = [said(0, days[0], "FLU"), said(0, days[1], "U")]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))

    async def reasons() -> list[str | None]:
        path = f"/v1/students/{person(district_id, '000000')}/attendance/explain"
        told = (await caller.get(path, params={"school_year": "2026-27"})).json()
        return [day["reason"] for day in told["days"]]

    assert await reasons() == ["illness", None]
    assert [one["code"] for one in (await caller.get(f"{URL}?reason=illness")).json()["items"]] == ["FLU"]
    for why in ("transport", None):
        at = f"{URL}/{made.json()['id']}"
        tag = (await caller.get(at)).headers["ETag"]
        reply = await caller.patch(at, json={"reason": why}, headers={"If-Match": tag})
        assert (reply.status_code, reply.json()["reason"], reply.json()["category"]) == (200, why, "excused")
        assert await reasons() == [why, None]
