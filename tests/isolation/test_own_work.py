"""Nobody approves what they had a hand in, whichever way they had it, and nobody makes themselves a cover."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, token
from shared.web.openapi import permission
from tests.isolation.calls import changing
from tests.scheduling.factories import District, activity, plan_of
from tests.scheduling.work.delegations.factories import wish

Hand = Callable[[District, httpx.AsyncClient], Awaitable[str]]
JSON = {"Content-Type": "application/json"}
MATCH = {"If-Match": '"1"'}


async def done(asked: Awaitable[httpx.Response]) -> Any:
    """What a call that must succeed said."""
    reply = await asked
    assert reply.status_code < 300, reply.text
    return reply.json()


async def submitted(district: District, path: str, caller: httpx.AsyncClient | None = None) -> str:
    """It waits for approval now."""
    await done((caller or district.author).post(f"{path}/submit"))
    return path


async def drafted(district: District) -> str:
    """A draft of the district coordinator's."""
    return f"/v1/plans/{(await done(district.author.post('/v1/plans', json=plan_of())))['id']}"


async def wrote(district: District, me: httpx.AsyncClient) -> str:
    return await submitted(district, f"/v1/plans/{(await done(me.post('/v1/plans', json=plan_of())))['id']}")


async def brought(district: District, me: httpx.AsyncClient) -> str:
    made = await done(me.post("/v1/plan-imports", json=plan_of(), headers=JSON))
    return await submitted(district, f"/v1/plans/{made['id']}")


async def copied(district: District, me: httpx.AsyncClient) -> str:
    known = await done(district.author.get("/v1/plan-templates"))
    made = await done(me.post(f"/v1/plan-templates/{known['items'][0]['code']}/copy", json={}))
    path = f"/v1/plans/{made['id']}"
    await done(district.author.patch(path, json={"goals": plan_of()["goals"]}, headers=MATCH))
    return await submitted(district, path)


async def changed(district: District, me: httpx.AsyncClient) -> str:
    path = await drafted(district)
    await done(me.patch(path, json={"summary": "mine"}, headers=MATCH))
    return await submitted(district, path)


async def replaced(district: District, me: httpx.AsyncClient) -> str:
    path = await drafted(district)
    wish_ = {**plan_of(), "summary": "mine"}
    await done(me.put(f"{path}/content", json=wish_, headers={**MATCH, **JSON}))
    return await submitted(district, path)


async def handed_in(district: District, me: httpx.AsyncClient) -> str:
    return await submitted(district, await drafted(district), me)


async def begun(district: District, caller: httpx.AsyncClient) -> str:
    """A revision of a published plan."""
    plan = await district.published(activity())
    said = await done(caller.post(f"/v1/plans/{plan['id']}/revisions", json={"note": "x"}))
    return f"/v1/plans/{plan['id']}/revisions/{said['number']}"


async def revised(district: District, me: httpx.AsyncClient) -> str:
    return await submitted(district, await begun(district, me))


async def revision_changed(district: District, me: httpx.AsyncClient) -> str:
    path = await begun(district, district.author)
    await done(me.patch(path, json={"summary": "mine"}, headers=MATCH))
    return await submitted(district, path)


async def revision_handed_in(district: District, me: httpx.AsyncClient) -> str:
    return await submitted(district, await begun(district, district.author), me)


#: Every call that may put something into what is approved, by its operation.
HANDS: dict[str, Hand] = {
    **{"create_plan": wrote, "import_plan": brought, "copy_plan_template": copied, "change_plan": changed},
    **{"replace_plan_content": replaced, "submit_plan": handed_in, "create_revision": revised},
    **{"change_revision": revision_changed, "submit_revision": revision_handed_in},
}
NO_HAND = {"discard_revision": "what is discarded is never approved"}


@pytest.fixture
async def district(scheduling: Service, district_id: Any) -> District:
    """A small district."""
    return await District(scheduling, district_id).seed()


@pytest.mark.parametrize("operation", HANDS)
async def test_nobody_approves_what_they_had_a_hand_in(district: District, operation: str) -> None:
    roles = (("district_coordinator", None), ("executive_leader", None))
    me = district.as_person("executive", *roles)
    path = await HANDS[operation](district, me)
    said = await done(me.get(path))
    seen = (await done(me.get(f"{path}/preview")))["warnings_hash"]
    body = {"content_hash": said["content_hash"], "seen_warnings": seen}
    refused = await me.post(f"{path}/approve", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_work")
    other = district.scheduling.person(district.id, new_id(), *roles)
    approved = await other.post(f"{path}/approve", json=body)
    assert (approved.status_code, approved.json().get("state")) == (200, "approved"), approved.text


def test_every_call_on_plans_is_a_hand_in_them_or_says_why_not(scheduling: Service) -> None:
    writing = {
        route.name
        for _, route in changing(scheduling)
        if route.path.startswith("/v1/plan") and permission(route)[1] == "plans:write"
    }
    assert writing == HANDS.keys() | NO_HAND.keys()


def at_oak(district: District, role: str, **claims: Any) -> httpx.AsyncClient:
    """Somebody nobody knows, with a role at Oak."""
    held = {"role": role, "school_id": str(district.schools["oak"]), **claims}
    scopes = district.scheduling.scopes
    return district.scheduling.caller(token(district.id, scopes, person_id=new_id(), held=[held]))


@pytest.mark.parametrize(
    ("absent", "delegate", "taker", "code"),
    [
        ("coordinator_oak", "principal_oak", "the delegate", "not_to_yourself"),
        ("coordinator_oak", "mentor_oak", "a cover", "not_permitted"),
        ("principal_oak", "mentor_oak", "a coordinator", "not_theirs_to_lend"),
    ],
)
async def test_nobody_lends_themselves_or_others_more_than_is_theirs(
    district: District, absent: str, delegate: str, taker: str, code: str
) -> None:
    takers = {
        "the delegate": district.as_person(delegate, ("principal", "oak")),
        "a cover": at_oak(district, "principal", covering=str(district.people["principal_oak"])),
        "a coordinator": at_oak(district, "school_coordinator"),
    }
    body = wish(district, absent, delegate)
    refused = await takers[taker].post("/v1/delegations", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert (await district.author.get("/v1/delegations")).json()["items"] == []
    made = await at_oak(district, "principal").post("/v1/delegations", json=body)
    assert made.status_code == 201, made.text
