"""What a trigger of a district's own proposes, and the proposals there are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.triggers.factories import activated

PROPOSALS = "/v1/attendance-proposals"


def mentor(**changes: Any) -> dict[str, Any]:
    """A success mentor, about which the principal decides."""
    return {"kind": "success_mentor", "title": "A success mentor", **changes}


async def proposing(assessment: Service, district_id: UUID, proposal: Mapping[str, Any], /, **changes: Any) -> str:
    """An active trigger that proposes; its id."""
    return await activated(assessment, district_id, **{"actions": ["proposal"], "proposal": proposal, **changes})


async def proposals(assessment: Service, district_id: UUID, **query: str) -> list[dict[str, Any]]:
    """The proposals there are."""
    reply = await assessment.machine(district_id).get(PROPOSALS, params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


def holder(assessment: Service, district_id: UUID, role: str, school: str | None = "s1") -> httpx.AsyncClient:
    """Somebody who holds a role at a school, or for the district."""
    at = bundles.school(district_id, school) if school else None
    return assessment.person(district_id, new_id(), (role, at))
