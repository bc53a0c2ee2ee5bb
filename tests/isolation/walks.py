"""What every route is held to, one at a time: the walks go over all of a service, the worked example over its own."""

import json
from typing import Any
from uuid import UUID

import httpx
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service, refusal_of, token
from tests.isolation.calls import caller_of, snapshot
from tests.isolation.samples import sent_to

Things = dict[str, str]


async def check_a_neighbours_does_not_exist(
    service: Service, whose: tuple[UUID, Things], ours: UUID, method: str, route: APIRoute
) -> None:
    """A thing of another district is refused as one that never was, and nothing happened to it."""
    theirs, things = whose
    before = await snapshot(service, theirs)
    caller, sent = caller_of(service, ours, route, {}), sent_to(route, things)
    reply = await caller.request(method, route.path_format.format(**things), **sent)
    said = reply.json()
    # SCIM's Error has no member for a code: ours ends its detail.
    code = said["code"] if "code" in said else said["detail"].rpartition("(")[2].rstrip(")")
    assert (reply.status_code, code) == (404, "not_found"), reply.text
    assert await snapshot(service, theirs) == before
    # A number counts within its thing: it exists everywhere.
    never = {name: id_ if name == "number" else str(new_id()) for name, id_ in things.items()}
    missing = await caller.request(method, route.path_format.format(**never), **sent)
    assert _but_for_its_id(reply) == _but_for_its_id(missing)


async def check_a_neighbours_stays(
    service: Service, whose: tuple[UUID, Things], ours: UUID, method: str, route: APIRoute
) -> None:
    """What a call makes by a name that another district has too is the caller's own, and nothing happened to theirs."""
    theirs, things = whose
    before = await snapshot(service, theirs)
    caller, sent = caller_of(service, ours, route, {}), sent_to(route, things)
    reply = await caller.request(method, route.path_format.format(**things), **sent)
    assert reply.status_code == (404 if method == "DELETE" else 201), reply.text
    assert await snapshot(service, theirs) == before


def nowhere(route: APIRoute) -> str:
    """The path of a thing that never was. A system has a name, which is never the form of an id."""
    return route.path_format.format(
        **{name: "nowhere" if name == "source" else str(new_id()) for name in route.param_convertors}
    )


def _but_for_its_id(reply: httpx.Response) -> dict[str, Any]:
    return {key: value for key, value in reply.json().items() if key != "correlation_id"}


async def check_a_change_is_audited(
    service: Service, district_id: UUID, method: str, route: APIRoute, things: Things
) -> bool:
    """A change leaves one entry, a refusal none unless for want of a right; was it done?"""
    before = len(await _entries(service, district_id))
    reply = await _done(service, district_id, method, route, things)
    said = (route.name, reply.status_code, reply.text)
    assert reply.status_code < 500 or reply.status_code == 501, said
    left = [entry for entry in (await _entries(service, district_id))[before:] if entry["action"] == route.name]
    if reply.status_code >= 400:
        assert [entry["outcome"] for entry in left] == (["refused"] if reply.status_code == 403 else []), said
        return False
    assert [entry["outcome"] for entry in left] == ["done"], said
    # What let the caller in.
    assert left[0]["reason"], said
    named = {(row["name"], row["id"]) for row in json.loads(left[0]["rows"])}
    assert {(wanted, things[wanted]) for wanted in route.param_convertors} <= named, said
    return True


async def check_a_refused_change_is_audited(service: Service, district_id: UUID, method: str, route: APIRoute) -> None:
    """Without its scope a call leaves one entry, of a refusal."""
    before = len(await _entries(service, district_id))
    # Each asks as somebody new: nobody is refused so often that it is no longer written.
    caller = service.caller(token(district_id, ["nothing:at_all"], client_id=new_id()))
    path = nowhere(route)
    reply = await caller.request(method, path)
    assert refusal_of(reply) == (403, "scope_missing"), route.name
    left = (await _entries(service, district_id))[before:]
    assert [(entry["action"], entry["outcome"]) for entry in left] == [(route.name, "refused")]


async def _entries(service: Service, district_id: UUID) -> list[dict[str, Any]]:
    rows = await service.sql(
        "select action, outcome, rows, reason from audit_entries where district_id = $1 order by id", district_id
    )
    return [dict(row) for row in rows]


async def _done(service: Service, district_id: UUID, method: str, route: APIRoute, things: Things) -> httpx.Response:
    """Do it, on the version that is there."""
    caller, sent = caller_of(service, district_id, route, things), sent_to(route, things)
    path = route.path_format.format(**things)
    reply = await caller.request(method, path, **sent)
    if reply.status_code == 412 and "ETag" in reply.headers:
        headers = {**sent["headers"], "If-Match": reply.headers["ETag"]}
        reply = await caller.request(method, path, **{**sent, "headers": headers})
    return reply
