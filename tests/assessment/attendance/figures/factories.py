"""A week that is counted and told."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment.attendance.factories import begun, covering, enrolled, push, said

URL = "/v1/attendance-figures"
YEAR = {"school_year": "2026-27"}


async def begin(assessment: Service, district_id: UUID, day: date) -> None:
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun(day)))


async def told(assessment: Service, district_id: UUID, **query: Any) -> list[dict[str, Any]]:
    reply = await assessment.machine(district_id).get(URL, params={**YEAR, **query})
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


def monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


async def reported(assessment: Service, district_id: UUID, students: int, absent: int) -> list[date]:
    """Twenty days of students, of whom the first so many at each school were away for four."""
    days = await enrolled(assessment, district_id, students)
    rows = [said(student, day, "U") for student in range(absent * 3) for day in days[:4]]
    await push(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    await begin(assessment, district_id, monday_after(days[19]))
    return days
