"""A district of twelve students in three schools, whose days are school days, and its attendance told in few words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, person, run

PUSH = "/v1/bulk/attendance-events"
#: The first of a school year's days that all tests speak of: a Monday.
FIRST = date(2026, 8, 24)
CODES = {
    **{"P": "present", "T": "tardy", "E": "excused", "U": "unexcused", "S": "suspended_out", "I": "suspended_in"},
    **{"N": "not_expected"},
}


def school_days(count: int) -> list[date]:
    """The first weekdays of the year."""
    found = (FIRST + timedelta(days=n) for n in range(count * 2))
    return [day for day in found if day.weekday() < 5][:count]


async def enrolled(assessment: Service, district_id: UUID, students: int = 12, days: int = 60) -> list[date]:
    """Students 000000, 000003… at s1, the others at s2 and s3; their school days; and what the usual codes mean."""
    await run(assessment, district_id, pack(bundles.files(students)))
    await held(assessment, district_id, school_days(days))
    caller = assessment.machine(district_id)
    for code, category in CODES.items():
        reply = await caller.post("/v1/attendance-codes", json={"code": code, "category": category})
        assert reply.status_code == 201, reply.text
    return school_days(days)


async def held(assessment: Service, district_id: UUID, days: Sequence[date], version: int = 1) -> None:
    """The directory has the three schools, and school is held at all of them on these days, on none other of the year."""
    for number, (source_id, code) in enumerate(bundles.SCHOOLS.items()):
        facts: dict[str, Any] = {
            "name": f"School {code}",
            "local_code": code,
            "level": None,
            "grades": [],
            "tags": [],
            "cohort": None,
        }
        said = {"school_id": bundles.school(district_id, source_id), **facts, "opens_on": None, "closes_on": None}
        await assessment.receive(district_id, ("partners.school.recorded.v1", {**said, "version": version + number}))
    span = [FIRST + timedelta(days=n) for n in range((days[-1] - FIRST).days + 1)]
    ranges = [
        {"first_on": day, "last_on": day, "school_is_held": day in set(days), "differing_school_ids": []}
        for day in span
    ]
    await assessment.receive(district_id, ("scheduling.calendar.changed.v1", {"version": version, "ranges": ranges}))


def said(student: int, day: date, code: str, **more: Any) -> dict[str, Any]:
    """A row of one student, who is at the school their number says."""
    school = list(bundles.SCHOOLS)[student % 3]
    names = {"student_source_id": f"{student:06d}", "school_source_id": school}
    return {**names, "day": day.isoformat(), "code": code, **more}


def covering(district_id: UUID, first: date, last: date | None = None, listed: str = "exceptions") -> dict[str, Any]:
    """What a call says that reports these days of all three schools in full."""
    schools = ",".join(str(bundles.school(district_id, one)) for one in bundles.SCHOOLS)
    return {
        "covers": listed,
        "first_on": first.isoformat(),
        "last_on": (last or first).isoformat(),
        "school_id": schools,
    }


async def push(
    assessment: Service, district_id: UUID, rows: Sequence[Mapping[str, Any]], /, **query: Any
) -> dict[str, Any]:
    """Report rows; the reply, which is 200."""
    reply = await assessment.machine(district_id).post(PUSH, json={"items": rows}, params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def standing(
    assessment: Service, district_id: UUID, student: int, school_id: str = "", **query: str
) -> dict[str, Any]:
    """How a student stands at their one school, as their own page says it."""
    path = f"/v1/students/{person(district_id, f'{student:06d}')}/attendance"
    reply = await assessment.machine(district_id).get(path, params={"school_year": "2026-27"} | query)
    assert reply.status_code == 200, reply.text
    (found,) = reply.json()["items"]
    return dict(found)


async def listed(assessment: Service, district_id: UUID, student: int) -> dict[str, Any]:
    """The same as the list has it, as last worked out."""
    query = {"student_id": person(district_id, f"{student:06d}")}
    reply = await assessment.machine(district_id).get("/v1/attendance-standings", params=query)
    (found,) = reply.json()["items"]
    return dict(found)


def begun(day: date) -> dict[str, Any]:
    return {"day": day, "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}


async def owed(assessment: Service, district_id: UUID, days: Sequence[date]) -> list[str]:
    """Which of the days s1 owes."""
    query = {"first_on": days[0].isoformat(), "last_on": days[-1].isoformat(), "reported": "false"}
    path = f"/v1/schools/{bundles.school(district_id, 's1')}/attendance-days"
    reply = await assessment.machine(district_id).get(path, params=query)
    return [day["day"] for day in reply.json()["items"]]
