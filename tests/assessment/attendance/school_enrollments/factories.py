"""Enrolment told in few words."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.assessment import bundles

ENROLL = "/v1/bulk/school-enrollments"


def enrolling(student: int, begins_on: object, ends_on: object = None, **more: Any) -> dict[str, Any]:
    """A row of one student, who is at the school their number says."""
    names = {"student_source_id": f"{student:06d}", "school_source_id": list(bundles.SCHOOLS)[student % 3]}
    return {**names, "begins_on": str(begins_on), **({"ends_on": str(ends_on)} if ends_on else {}), **more}


async def enroll(
    assessment: Service, district_id: UUID, rows: Sequence[Mapping[str, Any]], /, **query: Any
) -> dict[str, Any]:
    """Send rows; the reply, which is 200."""
    reply = await assessment.machine(district_id).post(ENROLL, json={"items": rows}, params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())
