"""Who asks what partners' rows may have done to them, and how it is done."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import httpx

from shared.ids import new_id
from shared.testing.calls import token
from tests.isolation.giving import World
from tests.states.may import Try

OF_DISTRICT = ("district_coordinator", "executive_leader", "data_manager", "district_team_member")


def callers(world: World, **more: httpx.AsyncClient) -> Mapping[str, httpx.AsyncClient]:
    """Somebody of every kind of right, and systems."""
    of_school = ("principal", "teacher", "mentor")
    reads = [scope for scope in world.partners.scopes if scope.endswith(":read")]
    return {
        **more,
        **{role: world.person(new_id(), [(role, None)]) for role in OF_DISTRICT},
        **{f"{role} of Oak": world.person(new_id(), [(role, world.oak)]) for role in of_school},
        "principal of Elm": world.person(new_id(), [("principal", world.elm)]),
        "system": world.machine,
        "plain system": world.partners.caller(token(world.id, world.partners.scopes, client_id=new_id())),
        "system of Oak": world.partners.machine_at(world.id, world.oak),  # type: ignore[arg-type]
        "reading system": world.partners.machine(world.id, *reads, "emergency:open", "grants:confirm"),
    }


def calling(method: str, url: str, **sent: Any) -> Try:
    """A call, on whatever version is there."""
    versioned: dict[str, Any] = (
        {"headers": {"If-Match": "*"}} if method in ("PATCH", "PUT") or "applications" in url else {}
    )
    return partial(_send, method=method, url=url, **versioned, **sent)


async def _send(caller: httpx.AsyncClient, method: str, url: str, **sent: Any) -> httpx.Response:
    return await caller.request(method, url, **sent)
