"""Rules of a district, and what happens there."""

from datetime import date
from typing import Any

from shared.events.event import Envelope
from shared.ids import new_id
from shared.testing.calls import envelope
from tests.scheduling.factories import TODAY, District, scored

ROLE = "partners.role.assigned.v1"
SCORED = "assessment.administration.scored.v2"
NEW_PRINCIPAL = {"event_type": ROLE, "conditions": [{"field": "role", "op": "equals", "value": "principal"}]}
LOW_SCORE = {"event_type": SCORED, "conditions": [{"field": "percent", "op": "at_most", "value": 60}]}

#: What closes work: a score of 80 percent.
ENOUGH = {
    "kind": "event",
    "event_type": SCORED,
    "conditions": [{"field": "percent", "op": "at_least", "value": 80}],
}


def content(**changes: Any) -> dict[str, Any]:
    """A readiness check within 20 school days of a new principal."""
    said = {
        **{"when": NEW_PRINCIPAL, "title": "Check readiness anew", "instructions": "With the team.", "mode": "task"},
        **{"asked_of": {"kind": "role", "role": "principal"}, "due_school_days": 20},
    }
    return {**said, **changes}


def low_score(**changes: Any) -> dict[str, Any]:
    """Support for a school that scores low: proposed."""
    asked = {"kind": "role", "role": "school_coordinator"}
    return content(when=LOW_SCORE, title="Ask for coaching", asked_of=asked, mode="proposal", **changes)


async def ruled(district: District, said: dict[str, Any] | None = None, code: str = "readiness") -> dict[str, Any]:
    """A rule of the district, as a draft."""
    body = {"code": code, "name": "New principal", "content": said or content()}
    reply = await district.author.post("/v1/work-rules", json=body)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def step(district: District, rule: dict[str, Any], what: str, **body: Any) -> dict[str, Any]:
    """A rule after somebody activated or retired it."""
    url = f"/v1/work-rules/{rule['id']}"
    tag = {"If-Match": (await district.author.get(url)).headers["etag"]}
    reply = await district.author.post(f"{url}/{what}", json=body, headers=tag)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def active(district: District, said: dict[str, Any] | None = None, code: str = "readiness", **body: Any) -> Any:
    """A rule that holds."""
    return await step(district, await ruled(district, said, code), "activate", **body)


def began(district: District, person: str = "mentor_oak", school: str | None = "oak", **changes: Any) -> Envelope:
    """Somebody began as principal today."""
    told = {**district.role(person, "principal", school), "starts_on": TODAY.isoformat(), **changes}
    return envelope(district.id, ROLE, told)


def ended(district: District, begin: Envelope, on: date, version: int = 2) -> Envelope:
    """The role ends on a day."""
    return envelope(
        district.id, "partners.role.ended.v1", {**begin.data, "ends_on": on.isoformat(), "version": version}
    )


def found(district: District, points: int, school: str = "oak", **changes: Any) -> Envelope:
    """A score of so many points out of a hundred."""
    told = scored(district.schools[school], points=points, possible=100, met_threshold=points >= 80, **changes)
    return envelope(district.id, *told)


def corrected(district: District, score: Envelope, points: int, version: int = 4) -> Envelope:
    """The same administration after its answers were corrected."""
    told = {**score.data, "points": points, "met_threshold": points >= 80, "version": version}
    return envelope(district.id, "assessment.administration.corrected.v1", told)


def withdrawn(district: District, score: Envelope, version: int = 5) -> Envelope:
    """The administration is withdrawn."""
    told = {"administration_id": score.data["administration_id"], "version": version}
    return envelope(district.id, "assessment.administration.withdrawn.v1", told)


async def tasks(district: District, state: str | None = None) -> list[dict[str, Any]]:
    """The tasks rules made, as the district's coordinator lists them."""
    query = {"origin": "rule", **({"state": state} if state else {})}
    return list((await district.author.get("/v1/tasks", params=query)).json()["items"])


async def made(district: District, **query: str) -> list[dict[str, Any]]:
    """What rules made, as the district's coordinator lists it."""
    reply = await district.author.get("/v1/made-works", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def decisions(district: District) -> list[tuple[str, str]]:
    """(owner's id, state) of the tasks by which people are asked to decide over proposals."""
    every = (await district.author.get("/v1/tasks", params={"origin": "owed"})).json()["items"]
    return [(task["owner"]["id"], task["state"]) for task in every if task["origin"]["type"] == "proposal"]


async def proposed(district: District, **changes: Any) -> dict[str, Any]:
    """A proposal that waits."""
    rule = await active(district, low_score(**changes), code=f"low-{new_id()}")
    await district.scheduling.redeliver(found(district, 40))
    return (await made(district, state="proposed", rule_id=rule["id"]))[0]
