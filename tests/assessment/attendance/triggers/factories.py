"""A trigger of a district's own."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service

TRIGGERS, ALERTS = "/v1/attendance-triggers", "/v1/attendance-alerts"


def trigger(**changes: Any) -> dict[str, Any]:
    """Two school days missed, whichever, and the principal looks."""
    return {"title": "Two days", "kind": "cumulative", "days": 2, "role": "principal", **changes}


def trigger_step(**changes: Any) -> dict[str, Any]:
    """A further tier: five school days missed."""
    return {"tier": 3, "kind": "cumulative", "days": 5, **changes}


async def activated(assessment: Service, district_id: UUID, **changes: Any) -> str:
    """One that raises alerts; its id."""
    caller = assessment.machine(district_id)
    made = await caller.post(TRIGGERS, json=trigger(**changes))
    assert made.status_code == 201, made.text
    trigger_id = str(made.json()["id"])
    reply = await caller.post(f"{TRIGGERS}/{trigger_id}/activate")
    assert reply.status_code == 200, reply.text
    return trigger_id


async def open_alerts(assessment: Service, district_id: UUID, **query: str) -> list[dict[str, Any]]:
    """The alerts that are open."""
    reply = await assessment.machine(district_id).get(ALERTS, params={"state": "open", **query})
    return list(reply.json()["items"])
