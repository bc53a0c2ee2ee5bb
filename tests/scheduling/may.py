"""Who asks for plans, barriers and the rest, and every move of a barrier."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import httpx

from shared.ids import new_id
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.barriers.factories import BODIES
from tests.states.may import Try

Row = dict[str, Any]


def callers(district: District) -> Mapping[str, httpx.AsyncClient]:
    """Somebody of every kind of right, and systems with all scopes, of one school, and that only read."""
    service, oak = district.scheduling, district.schools["oak"]
    readers = ("plans:read", "barriers:read", "delegations:read", "tasks:read")
    return {
        "author": district.author,
        "executive": district.executive,
        "principal_oak": district.as_person("principal_oak", ("principal", "oak")),
        "coordinator_oak": district.oak,
        "coordinator_elm": district.elm,
        "mentor_oak": district.as_person("mentor_oak", ("mentor", "oak")),
        "another coordinator": service.person(district.id, new_id(), ("district_coordinator", None)),
        "another principal": service.person(district.id, new_id(), ("principal", oak)),
        "team member": service.person(district.id, new_id(), ("district_team_member", None)),
        "teacher": service.person(district.id, new_id(), ("teacher", oak)),
        "data manager": service.person(district.id, new_id(), ("data_manager", None)),
        "who left": district.as_person("coordinator_oak"),
        "system": service.machine(district.id),
        "system of Oak": service.machine_at(district.id, oak),
        "reading system": service.machine(district.id, *readers),
    }


def sending(url: str) -> Any:
    """A call below an address, as a trial."""

    async def send(caller: httpx.AsyncClient, method: str, path: str, **sent: Any) -> httpx.Response:
        return await caller.request(method, f"{url}{path}", **sent)

    return lambda method, path="", **sent: partial(send, method=method, path=path, **sent)


async def barrier_tries(district: District, barrier: Row) -> dict[str, Try]:
    """Every move of a barrier, sent as it should be."""
    send, up = sending(f"/v1/barriers/{barrier['id']}"), {"school": "district_team", "district_team": "executive"}
    level = {**up, "executive": "outside", "outside": "outside"}[barrier["level"]]
    given = await district.author.post(
        "/v1/tasks",
        json={
            **{"title": "x", "school_id": str(district.schools["oak"]), "due_on": TODAY.isoformat()},
            "owner_id": str(district.people["coordinator_oak"]),
        },
    )
    sent = {
        **{verb: BODIES.get(verb, {}) for verb in ("triage", "decide", "resolve")},
        "confirm": {"reason": "They are away."},
        "reopen": {"reason": "It is not."},
        "assign": {"assignee_id": str(district.people["executive"])},
        "escalate": {"level": level, "reason": "Higher.", "contact": "State office"},
        "comments": {"body": "Soon."},
    }
    posts = {verb: send("POST", f"/{verb}", json=body) for verb, body in sent.items()}
    tasks = {"task_ids": [given.json()["id"]]}

    async def add_tasks(caller: httpx.AsyncClient) -> httpx.Response | None:
        reply: httpx.Response = await send("POST", "/tasks", json=tasks)(caller)
        refused = {entry["pointer"] for entry in reply.json().get("errors", ())}
        return None if refused and all(one.startswith("/task_ids") for one in refused) else reply

    async def add_schools(caller: httpx.AsyncClient) -> httpx.Response:
        # One that is theirs, if one is.
        wishes = [{"school_ids": [str(district.schools[name])]} for name in ("oak", "elm")]
        replies: list[httpx.Response] = [await send("POST", "/schools", json=wish)(caller) for wish in wishes]
        return min(replies, key=lambda reply: reply.status_code)

    return {**posts, "tasks": add_tasks, "schools": add_schools}
