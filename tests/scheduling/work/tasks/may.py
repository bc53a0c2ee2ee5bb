"""Tasks of every kind, those who ask for them, and every move of one."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import httpx

from shared.ids import new_id
from shared.testing.calls import token
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.delegations.factories import delegated
from tests.scheduling.work.evidence_files.samples import GOOD
from tests.scheduling.work.owed.factories import Asker
from tests.scheduling.work.tasks.factories import give, hire
from tests.scheduling.work.work_rules.factories import active, began
from tests.scheduling.work.work_rules.factories import tasks as made_by_rules
from tests.states.may import Try

PDF = GOOD["minutes.pdf"][0]


def callers(district: District) -> Mapping[str, httpx.AsyncClient]:
    """Somebody of every profile, and systems with all scopes, of one school, of another, and that only read."""
    service, oak = district.scheduling, district.schools["oak"]
    of_district = ("executive_leader", "district_team_member")
    at_oak = ("principal", "counselor")
    people = {
        "author": district.author,
        "coordinator_oak": district.oak,
        "coordinator_elm": district.elm,
        "mentor_oak": district.as_person("mentor_oak", ("mentor", "oak")),
        "ann": district.as_person("ann", ("teacher", "oak")),
        "who left": district.as_person("coordinator_oak"),
    }
    strangers = {f"{role} of the district": service.person(district.id, new_id(), (role, None)) for role in of_district}
    there = {f"{role} of Oak": service.person(district.id, new_id(), (role, oak)) for role in at_oak}
    systems = {
        "system": service.machine(district.id),
        "system of Oak": service.machine_at(district.id, oak),
        "reading owner": service.caller(
            token(
                district.id,
                ["tasks:read"],
                person_id=district.people["coordinator_oak"],
                roles=[("school_coordinator", oak)],
            )
        ),
    }
    return {**people, **strangers, **there, **systems}


async def tries(district: District, task_id: str) -> Mapping[str, Try]:
    """Every move, sent as it should be."""
    url, machine = f"/v1/tasks/{task_id}", district.scheduling.machine(district.id)
    task = await machine.get(url)
    tag = {"If-Match": task.headers["ETag"]}
    owner = (task.json()["owner"] or {}).get("id")
    other = next(
        str(district.people[name])
        for name in ("principal_oak", "coordinator_oak")
        if str(district.people[name]) != owner
    )
    files = [one["id"] for one in task.json()["evidence"] if one["kind"] == "file"] or [str(new_id())]

    async def send(caller: httpx.AsyncClient, method: str, path: str, **sent: Any) -> httpx.Response:
        return await caller.request(method, f"{url}{path}", **sent)

    async def remove_file(caller: httpx.AsyncClient) -> httpx.Response:
        replies = [await caller.delete(f"{url}/files/{id_}") for id_ in files]
        return min(replies, key=lambda reply: reply.status_code)

    post = partial(partial, send, method="POST")
    patch = partial(partial, send, method="PATCH", path="", headers=tag)
    return {
        "start": post(path="/start"),
        "complete": post(path="/complete", json={"url": "https://example.org/minutes"}),
        "withdraw": post(path="/withdraw", json={"reason": "Not needed."}),
        "reopen": post(path="/reopen", json={"reason": "By mistake."}),
        "change": patch(json={"target_on": TODAY.isoformat()}),
        "reassign": patch(json={"owner_id": other}),
        "take": post(path="/take"),
        "release": post(path="/release"),
        "steps": post(path="/steps", json={"title": "Book a room"}),
        "notes": post(path="/notes", json={"body": "Booked."}),
        "evidence": post(path="/evidence", json={"title": "Minutes", "url": "https://example.org/x"}),
        "files": post(path="/files", params={"name": "minutes.pdf"}, content=PDF + new_id().bytes),
        "remove_file": remove_file,
        "comments": post(path="/comments", json={"body": "Done soon."}),
        "mentions/read": post(path="/mentions/read"),
    }


async def task_after(district: District, plan: dict[str, Any], code: str, *ways: tuple[str, Any]) -> str:
    """The id of the task of an activity at Oak, after these calls."""
    task = await district.task(plan, "oak", code)
    for path, body in ways:
        reply = await district.author.post(f"/v1/tasks/{task['id']}/{path}", json=body)
        assert reply.is_success, reply.text
    return str(task["id"])


async def kinds(district: District) -> dict[str, str]:
    """The ids of tasks of every origin, state and way to be owned, all at Oak."""
    for name in ("ann", "ben"):
        await hire(district, name, "oak")
    await delegated(district, "coordinator_oak", "mentor_oak")
    scored = {"kind": "event", "event_type": "assessment.administration.scored.v2", "conditions": []}
    plan = await district.published(
        *(activity(f"A{n}", responsible_roles=["teacher"]) for n in range(6)),
        activity("NOTE", done_when={"kind": "note"}),
        activity("PROOF", done_when=scored),
        activity("EACH", owner_role="teacher", owned_by="each"),
        activity("POOL", owner_role="teacher", owned_by="any"),
        activity("TAKEN", owner_role="teacher", owned_by="any"),
        activity("FILE"),
    )
    machine = district.scheduling.machine(district.id)

    async def of(code: str, *ways: tuple[str, Any]) -> str:
        return await task_after(district, plan, code, *ways)

    found = {
        "open": await of("A0"),
        "in progress": await of("A1", ("start", None)),
        "done": await of("A2", ("complete", {})),
        "withdrawn by hand": await of("A3", ("withdraw", {"reason": "x"})),
        "blocked": await of("A4"),
        "withdrawn by a rule": await of("A5", ("withdraw", {"reason": "x"})),
        **{code: await of(code) for code in ("NOTE", "PROOF", "EACH", "POOL", "TAKEN", "FILE")},
    }
    raised = {"title": "x", "category": "time", "task_ids": [found["blocked"]]}
    assert (await district.oak.post("/v1/barriers", json=raised)).status_code == 201
    await district.scheduling.sql(
        "update tasks set withdrawn_cause = 'rule' where id = $1::uuid returning id", found["withdrawn by a rule"]
    )
    ann = district.as_person("ann", ("teacher", "oak"))
    assert (await ann.post(f"/v1/tasks/{found['TAKEN']}/take")).status_code == 200
    for caller, name in ((district.oak, "a.pdf"), (machine, "b.pdf")):
        reply = await caller.post(
            f"/v1/tasks/{found['FILE']}/files", params={"name": name}, content=PDF + new_id().bytes
        )
        assert reply.status_code == 201, reply.text
    found["given"] = (await give(ann, district, "coordinator_oak", "oak")).json()["id"]
    found["given and withdrawn"] = (await give(ann, district, "mentor_oak", "oak")).json()["id"]
    assert (await ann.post(f"/v1/tasks/{found['given and withdrawn']}/withdraw", json={"reason": "x"})).is_success
    found["shared"] = (
        await give(district.author, district, "principal_oak", "oak", responsible_ids=[str(district.people["ben"])])
    ).json()["id"]
    for closes_by in ("origin", "hand"):
        asker = Asker(district)
        await asker.ask(closes_by=closes_by, role="school_coordinator")
        found[f"owed, closed by {closes_by}"] = (await asker.task())["id"]
        if closes_by == "hand":
            await asker.settle()
            found["owed and settled"] = found.pop("owed, closed by hand")
    asker = Asker(district)
    await asker.ask(closes_by="hand", role="school_coordinator")
    found["owed, closed by hand"] = (await asker.task())["id"]
    await active(district)
    await district.scheduling.redeliver(began(district))
    found["made by a rule"] = (await made_by_rules(district))[0]["id"]
    return found
