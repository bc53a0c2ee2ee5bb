"""Rules of a district's own."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service

RULES, FLAGS = "/v1/indicator-rules", "/v1/indicator-flags"
INCIDENT: dict[str, Any] = {"kind": "incidents", "count": 1}


def rule(*conditions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A rule with these conditions, any of them; or of one incident."""
    return {"title": "A rule", "source": "the district", "conditions": [*conditions] or [INCIDENT], **changes}


async def activated(assessment: Service, district_id: UUID, *conditions: dict[str, Any], **changes: Any) -> str:
    """One that raises flags; its id."""
    caller = assessment.machine(district_id)
    made = await caller.post(RULES, json=rule(*conditions, **changes))
    assert made.status_code == 201, made.text
    rule_id = str(made.json()["id"])
    reply = await caller.post(f"{RULES}/{rule_id}/activate")
    assert reply.status_code == 200, reply.text
    return rule_id


async def flags(assessment: Service, district_id: UUID, **query: str) -> dict[int, Any]:
    """The flags, by the last digits of their students' source ids."""
    reply = await assessment.machine(district_id).get(FLAGS, params=query)
    assert reply.status_code == 200, reply.text
    rows = await assessment.sql("select id, source_id from students where district_id = $1", district_id)
    known = {str(row["id"]): int(row["source_id"]) for row in rows if row["source_id"].isdigit()}
    return {known[flag["student_id"]]: flag for flag in reply.json()["items"]}


def states(found: dict[int, Any]) -> dict[int, str]:
    """The same, only their states."""
    return {student: flag["state"] for student, flag in found.items()}
