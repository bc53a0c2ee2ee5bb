"""The calls of a service, from the code's own routes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service
from shared.web.openapi import permission, routes_of
from tests.isolation import seeds


def guarded(service: Service, methods: Sequence[str]) -> list[tuple[str, APIRoute]]:
    """A service's guarded calls by these methods, in the methods' order."""
    found = [
        (method, route)
        for route in routes_of(service.app)
        for method in route.methods or ()
        if method in methods and permission(route)[1] is not None
    ]
    return sorted(found, key=lambda call: methods.index(call[0]))


def changing(service: Service) -> list[tuple[str, APIRoute]]:
    """A service's guarded calls that may change something; what comes last takes away what the calls before it need."""
    return guarded(service, ("POST", "PUT", "PATCH", "DELETE"))


EVERY_DISTRICT_ROLE = [
    (role, None) for role in ("district_coordinator", "executive_leader", "district_team_member", "data_manager")
]


def caller_of(service: Service, district_id: UUID, route: APIRoute, things: dict[str, str]) -> httpx.AsyncClient:
    """Who does what only people do is a person of the district, with every district role; all else is done by a client."""
    if seeds.stated(route, "BY_PERSON") is None:
        return service.machine(district_id)
    return service.person(district_id, UUID(things.get("staff_id", str(new_id()))), *EVERY_DISTRICT_ROLE)


async def snapshot(service: Service, district_id: Any) -> list[Any]:
    """How many events the district has stated: nothing may have happened to it."""
    return list(await service.sql("select count(*), max(seq) from outbox where district_id = $1", district_id))


def items_of(reply: httpx.Response) -> list[dict[str, Any]]:
    """What a list shows; SCIM has a word of its own for it."""
    said = reply.json()
    found: list[dict[str, Any]] = said["Resources"] if "schemas" in said else said["items"]
    return found
