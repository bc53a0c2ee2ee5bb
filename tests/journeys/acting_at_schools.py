"""The moves of a school's own plan: made, and who has to act next."""

from typing import Any

from tests.journeys.acting import ROLES, Act, Owed, Told, ok
from tests.scheduling.factories import activity, plan_of


async def submit_own_plan(told: Told) -> Owed:
    """A school's coordinator submits the school's own: its principal approves."""
    plan = await ok(told.oak.post("/v1/plans", json=own_plan(told)))
    await told.mark()
    await ok(told.oak.post(f"/v1/plans/{plan['id']}/submit"))
    return Owed(("principal_oak",), "approve")


async def submit_principals_plan(told: Told) -> Owed:
    """Its principal has written it: the district's coordinator approves."""
    principal = ROLES["principal_oak"](told)
    plan = await ok(principal.post("/v1/plans", json=own_plan(told)))
    await told.mark()
    await ok(principal.post(f"/v1/plans/{plan['id']}/submit"))
    return Owed(("author",), "approve")


async def approve_own_plan(told: Told) -> Owed:
    """The principal approves: who wrote it at the school publishes it."""
    plan = await ok(told.oak.post("/v1/plans", json=own_plan(told)))
    path = f"/v1/plans/{plan['id']}"
    await ok(told.oak.post(f"{path}/submit"))
    await told.mark()
    principal = ROLES["principal_oak"](told)
    seen = (await ok(principal.get(f"{path}/preview")))["warnings_hash"]
    await ok(principal.post(f"{path}/approve", json={"content_hash": plan["content_hash"], "seen_warnings": seen}))
    return Owed(("coordinator_oak",), "publish")


def own_plan(told: Told) -> dict[str, Any]:
    """A plan of Oak's own."""
    return {**plan_of(activity()), "school_id": str(told.schools["oak"])}


AT_SCHOOLS: dict[str, Act] = {
    "a school submits its own plan": submit_own_plan,
    "a principal submits what they wrote": submit_principals_plan,
    "a principal approves the school's plan": approve_own_plan,
}
