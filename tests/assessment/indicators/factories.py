"""Facts about the students of `tests/assessment/attendance/factories.py`, told in few words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import FIRST

INCIDENTS, MARKS, RESULTS = "/v1/bulk/incidents", "/v1/bulk/marks", "/v1/bulk/screening-results"
#: From 4 points on some risk, from 7 on low risk; in spring from 6 on.
SCREENER: dict[str, Any] = {
    **{"code": "reading", "edition": "2026", "title": "Reading benchmark", "area": "reading", "score_kind": "raw"},
    **{"lowest": 0.0, "highest": 10.0},
    "cut_scores": [
        {"risk_level": "high", "from_score": 0.0},
        {"risk_level": "moderate", "from_score": 4.0},
        {"risk_level": "low", "from_score": 7.0},
        {"risk_level": "moderate", "from_score": 6.0, "grade": "03", "window": "spring"},
    ],
}


def named(student: int, day: date = FIRST) -> dict[str, Any]:
    """A student, who is at the school their number says, and a day."""
    school = list(bundles.SCHOOLS)[student % 3]
    return {"student_source_id": f"{student:06d}", "school_source_id": school, "day": day.isoformat()}


def incident(student: int, incident: str = "D-1", day: date = FIRST, **more: Any) -> dict[str, Any]:
    """A student who did something, and was suspended in the building for a day."""
    usual: dict[str, Any] = {
        "participation": "perpetrator",
        "behavior": "School Violation",
        "action_source_id": f"A-{incident}",
    }
    usual |= {"action": "In School Suspension", "days_removed": 1}
    return {**named(student, day), "incident_source_id": incident, **usual, **more}


def mark(student: int, mark: str = "F", course: str = "ENG-6", day: date = FIRST, **more: Any) -> dict[str, Any]:
    """A student who got a mark in English in the first quarter."""
    usual: dict[str, Any] = {"subject": "English", "grading_period": "Q1"}
    return {**named(student, day), "course": course, "mark": mark, **usual, **more}


def result(student: int, score: float = 3, day: date = FIRST, **more: Any) -> dict[str, Any]:
    """A student who got so many points in reading."""
    return {**named(student, day), "screener": "reading", "score": score, **more}


async def push(
    assessment: Service, district_id: UUID, rows: Sequence[Mapping[str, Any]], /, path: str = INCIDENTS, **query: Any
) -> dict[str, Any]:
    """Report rows; the reply, which is 200."""
    reply = await assessment.machine(district_id).post(path, json={"items": rows}, params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def listed(assessment: Service, district_id: UUID, path: str = "/v1/incidents", **query: Any) -> list[Any]:
    """What a list shows."""
    reply = await assessment.machine(district_id).get(path, params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def mapped(assessment: Service, district_id: UUID, kind: str, code: str, meaning: str, **more: Any) -> None:
    """Say what a word means."""
    caller = assessment.machine(district_id)
    wish = {"kind": kind, "code": code, "meaning": meaning, **more}
    reply = await caller.post("/v1/indicator-codes", json=wish)
    assert reply.status_code == 201, reply.text


async def act(assessment: Service, district_id: UUID, what: str, kept: str, other: str) -> None:
    """Make two students one, or two again, and have the worker hear of it."""
    caller = assessment.machine(district_id)
    body = {"student_id": other, "reason": "same child, entered twice"}
    reply = await caller.post(f"/v1/students/{kept}/{what}", json=body)
    assert reply.status_code == 200, reply.text
    kind = "assessment.students.merged.v1" if what == "merge" else "assessment.students.split.v1"
    event = (await assessment.published(district_id, kind))[-1]
    await assessment.receive(district_id, (kind, event["data"]))
