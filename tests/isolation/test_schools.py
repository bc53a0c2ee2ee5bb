"""Every guarded route is asked, by callers of one school, about a district whose every row is another school's.

What they get must be refused, missing or empty, and nothing may have happened. The list of routes is the code's own: a new
one is held to this by itself; whose answer is theirs all the same, its room's seed says under `ANSWERED`, with the reason.
"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from shared.web.streaming import EventStream
from tests.isolation import seeds
from tests.isolation.answers import CALLERS
from tests.isolation.digests import Digests
from tests.isolation.samples import sent_to

PEOPLE_ONLY = {"people_only"}
NOT_THERE = {"no_such_school", "no_such_task", "no_such_student", "no_such_staff", "audience_unknown"}


class World:
    """A service with a district whose rows are all of one school, and callers who are of another."""

    def __init__(self, service: Service, things: dict[str, str], district_id: Any) -> None:
        self.service, self.things, self.district_id = service, things, district_id
        elsewhere, me = new_id(), new_id()
        self.callers = {
            "client": service.machine_at(district_id, elsewhere),
            "principal": service.person(district_id, me, ("principal", elsewhere)),
            "teacher": service.person(district_id, me, ("teacher", elsewhere)),
            "nobody": service.person(district_id, me),
        }
        self.rows = Digests(service, district_id).read

    async def call(self, caller: httpx.AsyncClient, method: str, route: APIRoute) -> httpx.Response:
        """Ask for the other school's thing."""
        path = route.path_format.format(**self.things)
        return await caller.request(method, path, **sent_to(route, self.things))

    def names(self, reply: httpx.Response) -> list[str]:
        """What of the other school an answer names."""
        common = seeds.common_things(self.service)
        return [name for name, id_ in self.things.items() if name not in common and id_ in reply.text]


def is_refused_or_empty(reply: httpx.Response) -> bool:
    """Did the caller get nothing, for want of a right?"""
    if reply.status_code in (403, 404):
        return True
    if not reply.headers.get("content-type", "").endswith("json"):
        return False
    found = reply.json()
    if reply.status_code == 200:
        is_bulk = "rows" in found and found.get("done") == 0
        return found.get("items") == [] or (is_bulk and all(is_denied(row["refusal"]["code"]) for row in found["rows"]))
    return is_denied(found.get("code"))


def is_denied(code: str) -> bool:
    """Does a refusal say that there is nothing there for this caller?"""
    return code in {"not_permitted", "not_found"} | PEOPLE_ONLY | NOT_THERE


_WORLDS: dict[str, World] = {}


async def world_of(service: Service) -> World:
    """Seeded once for each process: nothing that follows may change it."""
    if service.name not in _WORLDS:
        district_id, things = await seeds.common(service, "theirs")
        _WORLDS[service.name] = World(service, things, district_id)
    return _WORLDS[service.name]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("service", SERVICES)
async def test_another_schools_rows_are_not_there(
    service_of: Callable[[str], Service], service: str, caller: str
) -> None:
    world = await world_of(service_of(service))
    before, open_ = await world.rows(), []
    for route in routes_of(world.service.app):
        # A stream has no end to wait for; tests/notifications/outlets/stream holds it to its rows.
        if permission(route)[1] is None or route.response_class is EventStream:
            continue
        whose, _ = seeds.stated(route, "ANSWERED") or ((), "")
        is_theirs = caller in whose
        for method in sorted((route.methods or set()) - ({"PATCH", "POST", "DELETE"} if is_theirs else set())):
            reply = await world.call(world.callers[caller], method, route)
            named = world.names(reply) if reply.status_code < 300 else []
            if named or reply.status_code == 500 or not (is_theirs or is_refused_or_empty(reply)):
                open_.append(f"{route.name}: {reply.status_code} {named} {reply.text[:300]}")
            if method != "GET" and (after := await world.rows()) != before:
                open_.append(f"{route.name} changed {[name for name in after if after[name] != before.get(name)]}")
                before = after
    assert open_ == [], "\n".join(open_)


@pytest.mark.parametrize("service", ["scheduling", "assessment"])
async def test_the_schools_own_client_is_let_in(service_of: Callable[[str], Service], service: str) -> None:
    world = await world_of(service_of(service))
    own = world.service.machine_at(world.district_id, world.things["school_id"])  # type: ignore[arg-type]
    theirs = ("read_task", "read_barrier", "list_tasks", "read_administration", "list_administrations")
    for route in routes_of(world.service.app):
        if route.name in theirs:
            reply = await world.call(own, "GET", route)
            assert reply.status_code == 200, route.name
            assert world.names(reply), route.name
