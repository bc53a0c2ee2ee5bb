"""A batch taken back: what the newest of the others says that still stands is in force, and nothing that was taken back."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import covering, enrolled, owed, push, said, standing


async def back(assessment: Service, district_id: UUID, batch: dict[str, Any]) -> None:
    reply = await assessment.machine(district_id).post(f"/v1/attendance-batches/{batch['batch']['id']}/take-back")
    assert reply.status_code == 200, reply.text


async def outcomes(assessment: Service, district_id: UUID, student: int = 0) -> list[str]:
    """What is in force of a student's days."""
    path = f"/v1/students/{bundles.person(district_id, f'{student:06d}')}/attendance/explain"
    reply = await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})
    return [day["outcome"] for day in reply.json()["days"]]


async def test_what_was_taken_back_is_not_revived(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    first = await push(assessment, district_id, [said(0, days[0], "E")], **covering(district_id, days[0]))
    second = await push(
        assessment, district_id, [said(0, days[0], "U")], **covering(district_id, days[0], listed="everybody")
    )
    third = await push(assessment, district_id, [said(0, days[0], "T")], **covering(district_id, days[0]))
    await back(assessment, district_id, second)
    assert await outcomes(assessment, district_id) == ["tardy"]
    await back(assessment, district_id, third)
    assert await outcomes(assessment, district_id) == ["excused"]
    assert await owed(assessment, district_id, days[:1]) == []
    await back(assessment, district_id, first)
    assert await outcomes(assessment, district_id) == []
    assert await owed(assessment, district_id, days[:1]) == [days[0].isoformat()]


async def test_what_stood_before_a_code_was_mapped_stands_again(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U")])
    second = await push(assessment, district_id, [said(0, days[0], "T9")])
    caller = assessment.machine(district_id)
    (code,) = (await caller.get("/v1/attendance-codes?mapped=false")).json()["items"]
    await caller.patch(f"/v1/attendance-codes/{code['id']}", json={"category": "tardy"}, headers={"If-Match": '"1"'})
    recorded = ("assessment.attendance_code.recorded.v1", {"attendance_code_id": code["id"]})
    await assessment.receive(district_id, recorded)
    assert await outcomes(assessment, district_id) == ["tardy"]
    await back(assessment, district_id, second)
    assert await outcomes(assessment, district_id) == ["unexcused"]


async def test_what_a_later_report_says_again_stays(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, days[0], "U"), said(0, days[1], "E")]
    first = await push(assessment, district_id, rows, **covering(district_id, days[0], days[4]))
    second = await push(assessment, district_id, rows, **covering(district_id, days[0], days[5]))
    assert second["batch"]["changed_count"] == 0
    before = await standing(assessment, district_id, 0)
    await back(assessment, district_id, first)
    assert await standing(assessment, district_id, 0) == before
    assert await owed(assessment, district_id, days[:6]) == []
    (event,) = await assessment.published(district_id, "assessment.attendance_batch.taken_back.v1")
    assert event["data"]["changed_count"] == 0
    await back(assessment, district_id, second)
    assert await outcomes(assessment, district_id) == []
    assert len(await owed(assessment, district_id, days[:6])) == 6


async def test_who_is_said_again_to_be_there_stays_so(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await push(assessment, district_id, [said(0, days[0], "U"), said(3, days[0], "U")])
    wrong = await push(assessment, district_id, [], **covering(district_id, days[0]))
    again = await push(assessment, district_id, [said(0, days[0], "P")])
    await back(assessment, district_id, wrong)
    assert await outcomes(assessment, district_id, 0) == []
    assert await outcomes(assessment, district_id, 3) == ["unexcused"]
    await back(assessment, district_id, again)
    assert await outcomes(assessment, district_id, 0) == ["unexcused"]


async def test_the_whole_day_corrects_its_periods_and_a_period_the_whole_day(
    assessment: Service, district_id: UUID
) -> None:
    days = await enrolled(assessment, district_id)
    periods = [said(0, days[0], "U", period=str(n), duration=0.25) for n in range(1, 5)]
    await push(assessment, district_id, periods, **covering(district_id, days[0], days[9]))
    whole = await push(assessment, district_id, [said(0, days[0], "P")])
    assert (whole["batch"]["changed_count"], await outcomes(assessment, district_id)) == (4, [])
    await back(assessment, district_id, whole)
    assert await outcomes(assessment, district_id) == ["unexcused"] * 4
    await push(assessment, district_id, [said(0, days[0], "E")])
    assert await outcomes(assessment, district_id) == ["excused"]
    part = await push(assessment, district_id, [said(0, days[0], "U", period="2", duration=0.25)])
    assert await outcomes(assessment, district_id) == ["unexcused"]
    await back(assessment, district_id, part)
    assert await outcomes(assessment, district_id) == ["excused"]
    # Of one report both stand: one is of the day, the other of a period of it.
    both = [said(3, days[0], "T"), said(3, days[0], "U", period="2", duration=0.25)]
    await push(assessment, district_id, both)
    assert sorted(await outcomes(assessment, district_id, 3)) == ["tardy", "unexcused"]
