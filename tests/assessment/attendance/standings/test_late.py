"""Who is known only afterwards to have been a student on a day whose report lists everybody was not reported then."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.corrections.factories import correct
from tests.assessment.attendance.factories import begun, covering, enrolled, owed, push, said, school_days, standing
from tests.assessment.attendance.school_enrollments.factories import enroll, enrolling
from tests.assessment.bundles import pack, person, run

IMPORTED = "assessment.roster_import.finished.v1"


def everybody(days: list[date], code: str = "P") -> list[dict[str, Any]]:
    """A row for each of the twelve students but 000000, on each day."""
    return [said(student, day, code) for student in range(1, 12) for day in days]


async def late(assessment: Service, district_id: UUID, count: int = 10) -> list[date]:
    """So many days whose reports listed everybody, by when 000000 was no student of the school."""
    days = await enrolled(assessment, district_id)
    await enroll(assessment, district_id, [enrolling(0, days[40])])
    await report(assessment, district_id, days[:count])
    return days


async def report(
    assessment: Service, district_id: UUID, days: list[date], *more: dict[str, Any], listed: str = "everybody"
) -> dict[str, Any]:
    rows = [*everybody(days), *more] if listed == "everybody" else [*more]
    return await push(assessment, district_id, rows, **covering(district_id, days[0], days[-1], listed))


async def known(assessment: Service, district_id: UUID, first: date) -> dict[str, Any]:
    """They were a student since a day before."""
    return await enroll(assessment, district_id, [enrolling(0, first)])


async def counted(assessment: Service, district_id: UUID) -> tuple[int, int, int]:
    found = await standing(assessment, district_id, 0)
    return found["days_enrolled"], found["days_absent"], found["days_excluded"]


async def explained(assessment: Service, district_id: UUID) -> list[tuple[str, str, str, bool]]:
    path = f"/v1/students/{person(district_id, '000000')}/attendance/explain"
    reply = await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})
    return [
        (day["day"], day["outcome"], day["counts_as"], day["enrolled_known_at"] is not None)
        for day in reply.json()["days"]
    ]


async def test_a_day_that_listed_everybody_else_is_not_reported_of_them(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id)
    await known(assessment, district_id, days[6])
    assert await counted(assessment, district_id) == (0, 0, 4)
    assert await explained(assessment, district_id) == [
        (day.isoformat(), "unreported", "excluded", True) for day in days[6:10]
    ]
    assert await owed(assessment, district_id, days[:10]) == [day.isoformat() for day in days[6:10]]
    # Whoever says something of them reports them; the others were there all the time.
    await push(assessment, district_id, [said(0, days[6], "P"), said(0, days[7], "U")])
    assert await counted(assessment, district_id) == (2, 1, 2)
    assert [day[1:] for day in await explained(assessment, district_id)] == [
        ("unexcused", "absent", False),
        *[("unreported", "excluded", True)] * 2,
    ]
    assert await owed(assessment, district_id, days[:10]) == [day.isoformat() for day in days[8:10]]
    other = await standing(assessment, district_id, 3)
    assert (other["days_enrolled"], other["days_absent"], other["days_excluded"]) == (10, 0, 0)
    await report(assessment, district_id, days[8:10], *(said(0, day, "P") for day in days[8:10]))
    assert await counted(assessment, district_id) == (4, 1, 0)
    assert await owed(assessment, district_id, days[:10]) == []


async def test_who_was_listed_before_they_were_known_was_reported(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id, 1)
    rows = [said(0, days[1], "P"), said(0, days[2], "E")]
    batch = await report(assessment, district_id, days[1:4], *rows)
    await known(assessment, district_id, days[1])
    assert await counted(assessment, district_id) == (2, 1, 1)
    # Taken back, it spoke of nobody.
    await report(assessment, district_id, days[1:3])
    caller = assessment.machine(district_id)
    assert await counted(assessment, district_id) == (0, 0, 3)
    reply = await caller.post(f"/v1/attendance-batches/{batch['batch']['id']}/take-back")
    assert reply.status_code == 200, reply.text
    assert await counted(assessment, district_id) == (0, 0, 2)


async def test_a_district_that_is_looked_at_for_the_first_time_is_as_it_is(
    assessment: Service, district_id: UUID
) -> None:
    """Its reports were sent before anybody kept which enrolments were known; one school's next report looks at all."""
    days = await enrolled(assessment, district_id)
    await report(assessment, district_id, days[:3], *(said(0, day, "P") for day in days[:3]))
    await assessment.sql("delete from attendance_known_enrollments where district_id = $1", district_id)
    one = {**covering(district_id, days[3], listed="everybody"), "school_id": str(bundles.school(district_id, "s2"))}
    await push(assessment, district_id, [said(student, days[3], "P") for student in range(1, 12, 3)], **one)
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(days[4])))
    found = [await standing(assessment, district_id, student) for student in range(12)]
    assert [(one["days_enrolled"], one["days_excluded"]) for one in found] == [
        (4 if student % 3 == 1 else 3, 0) for student in range(12)
    ]


async def test_a_report_of_exceptions_says_that_the_others_were_there(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id, 2)
    await report(assessment, district_id, days[2:4], listed="exceptions")
    await known(assessment, district_id, days[1])
    assert await counted(assessment, district_id) == (2, 0, 1)


async def test_a_report_taken_back_leaves_what_the_one_before_says(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id, 3)
    again = await report(assessment, district_id, days[:3])
    await known(assessment, district_id, days[0])
    assert await counted(assessment, district_id) == (0, 0, 3)
    caller = assessment.machine(district_id)
    await caller.post(f"/v1/attendance-batches/{again['batch']['id']}/take-back")
    assert await counted(assessment, district_id) == (0, 0, 3)


async def test_an_enrolment_that_is_taken_back_and_sent_again(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id, 3)
    wrong = await known(assessment, district_id, days[0])
    caller = assessment.machine(district_id)
    await caller.post(f"/v1/attendance-batches/{wrong['batch']['id']}/take-back")
    await report(assessment, district_id, days[:3])
    await known(assessment, district_id, days[1])
    assert await counted(assessment, district_id) == (0, 0, 2)


async def test_the_schools_office_reports_it(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id, 3)
    await known(assessment, district_id, days[0])
    made = await correct(assessment, district_id, 0, 0, "P")
    assert (made["state"], await counted(assessment, district_id)) == ("standing", (1, 0, 2))


async def test_who_comes_by_the_roster(assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a role that began before; another's came with the night, and the day before it is none of theirs."""
    now = [datetime.combine(school_days(5)[-1], time(22), UTC)]

    def tick() -> datetime:
        now[0] += timedelta(milliseconds=1)
        return now[0]

    monkeypatch.setattr(clock, "now", tick)
    days = await enrolled(assessment, district_id)
    await report(assessment, district_id, days[:5], *(said(0, day, "P") for day in days[:5]))
    found = bundles.files(12)
    bundles.add_student(found, "000012", "s1")
    bundles.add_student(found, "000015", "s1")
    for row in found["roles"]:
        if row["userSourcedId"] == "000012":
            row["beginDate"] = days[2].isoformat()
    job = await run(assessment, district_id, pack(found))
    assert job["state"] == "finished", job
    await assessment.receive(district_id, (IMPORTED, {"import_id": job["id"], "state": "finished"}))
    one, other = [await standing(assessment, district_id, student) for student in (12, 15)]
    assert (one["days_enrolled"], one["days_excluded"], one["basis"]) == (0, 3, "roles")
    assert (other["days_enrolled"], other["days_excluded"], other["basis"]) == (0, 1, "listed")
    child = await standing(assessment, district_id, 0)
    assert (child["days_enrolled"], child["days_excluded"]) == (5, 0)


async def test_a_day_begins_and_asks_who_knows(assessment: Service, district_id: UUID) -> None:
    days = await late(assessment, district_id, 10)
    await known(assessment, district_id, days[6])
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(days[10])))
    told = await assessment.published(district_id, "assessment.work.owed.v1")
    wishes = [event["data"]["wish"] for event in told if event["data"]["origin_type"] == "attendance_days_owed"]
    mine = [one for one in wishes if one["school_id"] == str(bundles.school(district_id, "s1"))]
    assert mine[-1]["text_values"]["day"] == days[6].isoformat()
