"""A student counts at a school on the days they were there: who moved, or left and came back, on none of the days between."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import FIRST, covering, enrolled, push, school_days
from tests.assessment.attendance.school_enrollments.factories import enroll, enrolling
from tests.assessment.bundles import faults, pack, person, run
from tests.assessment.roster.roster_imports.factories import Files
from tests.assessment.roster.roster_sources.factories import declare, one_child, same, steward

DAYS = school_days(20)
CHILD, NEW = "000000", "000900"
MOVING = (CHILD, NEW)


class Calendar:
    """What day it is; within it, each moment is later than the one before."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begin(FIRST - timedelta(days=4))
        monkeypatch.setattr(clock, "now", self.tick)

    def begin(self, day: date) -> None:
        self.moment = datetime.combine(day, time(9), UTC)

    def tick(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


@pytest.fixture
async def calendar(assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """A district on the Thursday before school begins, with its roster."""
    found = Calendar(monkeypatch)
    await enrolled(assessment, district_id)
    return found


async def put(assessment: Service, district_id: UUID, child: str, school: str | None, source: str = "sis") -> None:
    body = {"given_name": "Gina", "family_name": f"Child{child}", "grade": "03", "school_source_id": school}
    reply = await assessment.machine(district_id).put(f"/v1/students/{source}/{child}", json=body)
    assert reply.is_success, reply.text


async def leave(assessment: Service, district_id: UUID, child: str) -> None:
    reply = await assessment.machine(district_id).delete(f"/v1/students/sis/{child}")
    assert reply.status_code == 204, reply.text


def without(child: str) -> Files:
    """The roster that does not list a child, nor their guardian."""
    found = bundles.files()
    for name, column in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[column] not in (child, f"g{child}")]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] != child]
    return found


async def imported(assessment: Service, district_id: UUID, found: Files) -> dict[str, Any]:
    job = await run(assessment, district_id, pack(found), allow_shrink="students,roles,enrollments")
    assert job["state"] == "finished", (job, await faults(assessment, district_id, job))
    return dict(job)


async def days_at(assessment: Service, district_id: UUID, child: str, until: int = -1) -> dict[str, int]:
    """On how many of the twenty days, up to one of them, a student was enrolled at which school; all of them are reported."""
    await push(assessment, district_id, [], **covering(district_id, DAYS[0], DAYS[until]))
    path = f"/v1/students/{person(district_id, child)}/attendance"
    reply = await assessment.machine(district_id).get(path, params={"school_year": "2026-27"})
    assert reply.status_code == 200, reply.text
    schools = {str(bundles.school(district_id, one)): one for one in bundles.SCHOOLS}
    return {schools[one["school"]["id"]]: one["days_enrolled"] for one in reply.json()["items"]}


async def test_who_is_pushed_to_another_school_counts_there_from_that_day(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    await put(assessment, district_id, NEW, "s1")
    calendar.begin(DAYS[10])
    await put(assessment, district_id, NEW, "s2")
    await put(assessment, district_id, CHILD, "s2")
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, NEW) == {"s1": 10, "s2": 10}
    # The day on which a role ends is its last.
    assert await days_at(assessment, district_id, CHILD) == {"s1": 11, "s2": 10}


async def test_who_returns_to_the_first_school_counts_at_neither_meanwhile(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    await put(assessment, district_id, NEW, "s1")
    for day, school in ((5, "s2"), (8, "s1"), (12, "s2"), (16, "s1")):
        calendar.begin(DAYS[day])
        rows = [
            {
                "source": "sis",
                "source_id": child,
                "school_source_id": school,
                "given_name": "Gina",
                "family_name": "Lund",
            }
            for child in MOVING
        ]
        reply = await assessment.machine(district_id).post("/v1/bulk/students", json={"items": rows})
        assert reply.json()["done"] == 2, reply.text
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, NEW) == {"s1": 5 + 4 + 4, "s2": 3 + 4}
    # From the second move on their own row says where they are.
    assert await days_at(assessment, district_id, CHILD) == {"s1": 6 + 4 + 4, "s2": 3 + 4}


async def test_who_is_of_no_school_for_a_time_keeps_the_days_before(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    await put(assessment, district_id, NEW, "s1")
    for day, school in ((5, None), (10, "s1"), (14, None)):
        calendar.begin(DAYS[day])
        await put(assessment, district_id, NEW, school)
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, NEW) == {"s1": 5 + 4}


async def test_who_moves_to_a_school_they_attend_beside_their_own_keeps_the_days_before(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    """Their own stands in their row alone, the other in a role."""
    found = without(NEW)
    bundles.add_student(found, NEW, "s2")
    found["users"] = [
        {**row, **({"primaryOrgSourcedId": "s1"} if row["sourcedId"] == NEW else {})} for row in found["users"]
    ]
    calendar.begin(DAYS[0])
    await imported(assessment, district_id, found)
    calendar.begin(DAYS[10])
    await put(assessment, district_id, NEW, "s2")
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, NEW) == {"s1": 10, "s2": 20}


@pytest.mark.parametrize("child", [CHILD, NEW])
async def test_the_rosters_that_follow_leave_what_was(
    assessment: Service, district_id: UUID, calendar: Calendar, child: str
) -> None:
    """They list the child where it is now, then at the first school again."""
    await put(assessment, district_id, child, "s1")
    calendar.begin(DAYS[5])
    await put(assessment, district_id, child, "s2")
    there, back = (without(child) for _ in range(2))
    bundles.add_student(there, child, "s2")
    bundles.add_student(back, child, "s1")
    first = 5 if child == NEW else 6
    calendar.begin(DAYS[9])
    assert await days_at(assessment, district_id, child, 9) == {"s1": first, "s2": 5}
    await imported(assessment, district_id, there)
    assert await days_at(assessment, district_id, child, 9) == {"s1": first, "s2": 5}
    calendar.begin(DAYS[12])
    await imported(assessment, district_id, back)
    calendar.begin(DAYS[-1])
    expected = {"s1": first + 8, "s2": 8}
    assert await days_at(assessment, district_id, child) == expected
    await imported(assessment, district_id, back)
    assert await days_at(assessment, district_id, child) == expected


async def test_a_move_of_one_source_counts_as_one_of_the_only_source(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    await put(assessment, district_id, NEW, "s1")
    await declare(assessment, district_id)
    await same(assessment, district_id, "school", {"s1": "s1", "s2": "s2", "s3": "s3"})
    calendar.begin(DAYS[10])
    await put(assessment, district_id, NEW, "s2")
    await put(assessment, district_id, CHILD, "s2")
    calendar.begin(DAYS[15])
    await put(assessment, district_id, NEW, "s1")
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, NEW) == {"s1": 15, "s2": 5}
    assert await days_at(assessment, district_id, CHILD) == {"s1": 11, "s2": 10}


async def test_the_days_between_leaving_and_returning_are_in_no_figure(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    """Nights listed, enrolments sent without an end, and with one."""
    await enroll(assessment, district_id, [enrolling(3, DAYS[0]), enrolling(6, DAYS[0], DAYS[-1])])
    calendar.begin(DAYS[4])
    for child in (CHILD, "000003", "000006"):
        await leave(assessment, district_id, child)
    calendar.begin(DAYS[10])
    for child in (CHILD, "000003", "000006"):
        await put(assessment, district_id, child, "s1")
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, CHILD) == {"s1": 5 + 10}
    assert await days_at(assessment, district_id, "000003") == {"s1": 5 + 10}
    assert await days_at(assessment, district_id, "000006") == {"s1": 5 + 10}
    # What is sent of the days between holds as it was sent.
    await enroll(assessment, district_id, [enrolling(3, DAYS[7])])
    assert await days_at(assessment, district_id, "000003") == {"s1": 5 + 13}


@pytest.mark.parametrize(
    ("begins", "again", "expected"),
    [
        # The roster says of the role what it said before; it began again before the night that lists it; it begins today.
        (DAYS[0], DAYS[0], 5 + 10),
        (DAYS[0], DAYS[8], 5 + 12),
        ("", DAYS[10], 5 + 10),
        ("", "", 5 + 10),
    ],
)
async def test_a_role_that_comes_back_counts_from_then_on(
    assessment: Service, district_id: UUID, calendar: Calendar, begins: object, again: object, expected: int
) -> None:
    found = bundles.files()
    for row in found["roles"]:
        if row["userSourcedId"] == CHILD:
            row["beginDate"] = str(begins)
    await imported(assessment, district_id, found)
    calendar.begin(DAYS[4])
    await imported(assessment, district_id, without(CHILD))
    calendar.begin(DAYS[10])
    for row in found["roles"]:
        if row["userSourcedId"] == CHILD:
            row["beginDate"] = str(again)
    await imported(assessment, district_id, found)
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, CHILD) == {"s1": expected}


async def test_a_role_that_ended_and_begins_anew_has_both_its_times(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    found = bundles.files()
    (mine,) = (row for row in found["roles"] if row["userSourcedId"] == CHILD)
    for day, (begins, ends) in {
        0: (DAYS[0], DAYS[4]),
        10: (DAYS[9], ""),
        12: (DAYS[9], DAYS[14]),
    }.items():
        calendar.begin(DAYS[day])
        mine |= {"beginDate": str(begins), "endDate": str(ends)}
        await imported(assessment, district_id, found)
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, CHILD) == {"s1": 5 + 6}


async def test_an_import_that_is_taken_back_was_none(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    calendar.begin(DAYS[4])
    job = await imported(assessment, district_id, without(CHILD))
    calendar.begin(DAYS[8])
    await restored(assessment, district_id, job)
    calendar.begin(DAYS[10])
    assert await days_at(assessment, district_id, CHILD, 10) == {"s1": 11}
    await leave(assessment, district_id, CHILD)
    calendar.begin(DAYS[14])
    job = await imported(assessment, district_id, bundles.files())
    assert await days_at(assessment, district_id, CHILD, 14) == {"s1": 11 + 1}
    await restored(assessment, district_id, job)
    assert await days_at(assessment, district_id, CHILD, 14) == {"s1": 11}
    calendar.begin(DAYS[16])
    await imported(assessment, district_id, bundles.files())
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, CHILD) == {"s1": 11 + 4}


async def restored(assessment: Service, district_id: UUID, job: dict[str, Any]) -> None:
    caller = steward(assessment, district_id)
    reply = await caller.post(f"/v1/roster-imports/{job['id']}/restore")
    assert reply.status_code == 202, reply.text
    asked = ("assessment.roster_import.requested.v1", {"import_id": reply.json()["id"]})
    await assessment.receive(district_id, asked)
    found = (await caller.get(f"/v1/roster-imports/{reply.json()['id']}")).json()
    assert found["state"] == "finished", found


async def test_two_rows_of_one_child_have_the_days_of_both_once(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    """Gone under the one id, there under the other at another school; and split again."""
    kept = person(district_id, CHILD)
    calendar.begin(DAYS[4])
    await leave(assessment, district_id, CHILD)
    calendar.begin(DAYS[8])
    await put(assessment, district_id, NEW, "s2")
    calendar.begin(DAYS[12])
    body = {"student_id": person(district_id, NEW), "reason": "One child."}
    caller = steward(assessment, district_id)
    reply = await caller.post(f"/v1/students/{kept}/merge", json=body)
    assert reply.is_success, reply.text
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, CHILD) == {"s1": 5, "s2": 12}
    reply = await caller.post(f"/v1/students/{kept}/split", json=body)
    assert reply.is_success, reply.text
    assert await days_at(assessment, district_id, CHILD) == {"s1": 5}
    assert await days_at(assessment, district_id, NEW) == {"s2": 12}


async def test_who_comes_to_a_district_of_two_systems_again(
    assessment: Service, district_id: UUID, calendar: Calendar
) -> None:
    await declare(assessment, district_id)
    await one_child(assessment, district_id, "c-1", CHILD)
    calendar.begin(DAYS[4])
    await leave(assessment, district_id, CHILD)
    calendar.begin(DAYS[10])
    await put(assessment, district_id, CHILD, "s1")
    calendar.begin(DAYS[-1])
    assert await days_at(assessment, district_id, CHILD) == {"s1": 5 + 10}
