"""Whoever puts something into a plan or a revision: every call that may, done by somebody."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from tests.scheduling.factories import District, activity, plan_of
from tests.scheduling.planning.carry_on.factories import next_year

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


async def carried(district: District, me: httpx.AsyncClient) -> str:
    plan = await district.published(activity())
    await next_year(district)
    made = await done(me.post(f"/v1/plans/{plan['id']}/carry-on", json={}))
    return await submitted(district, f"/v1/plans/{made['id']}")


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
    "carry_plan_on": carried,
    **{"replace_plan_content": replaced, "submit_plan": handed_in, "create_revision": revised},
    **{"change_revision": revision_changed, "submit_revision": revision_handed_in},
}
NO_HAND = {
    "discard_revision": "what is discarded is never approved",
    **dict.fromkeys(
        ("add_goal_value", "withdraw_goal_value"), "what was measured of a plan that is published: no content"
    ),
}
