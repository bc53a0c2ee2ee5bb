"""Corrections told in few words."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.factories import school_days
from tests.assessment.bundles import person

CORRECTIONS = "/v1/attendance-corrections"


def correction(district_id: UUID, student: int, day: int, code: str = "A", **more: Any) -> dict[str, Any]:
    """Of the so manieth school day of a student, who is at the school their number says."""
    school = bundles.school(district_id, list(bundles.SCHOOLS)[student % 3])
    named = {"student_id": person(district_id, f"{student:06d}"), "school_id": str(school)}
    return {**named, "day": school_days(60)[day].isoformat(), "code": code, **more}


async def correct(assessment: Service, district_id: UUID, *what: Any, **more: Any) -> dict[str, Any]:
    """Set it right as the principal of their school would; the correction."""
    reply = await assessment.machine(district_id).post(CORRECTIONS, json=correction(district_id, *what, **more))
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def corrections(assessment: Service, district_id: UUID, **query: str) -> list[dict[str, Any]]:
    """The corrections there are."""
    return list((await assessment.machine(district_id).get(CORRECTIONS, params=query)).json()["items"])
