"""The calls of a service, from the code's own routes."""

from collections.abc import Sequence
from typing import Any

import httpx
from fastapi.routing import APIRoute

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


BY_PERSON = {
    *("approve_plan", "submit_plan", "approve_revision", "submit_revision"),
    *("read_inbox_message", "mark_read", "acknowledge_escalation"),
}


EVERY_DISTRICT_ROLE = [
    (role, None) for role in ("district_coordinator", "executive_leader", "district_team_member", "data_manager")
]


def prepared(route: APIRoute) -> dict[str, Any]:
    """Headers and body that leave only the row to be refused."""
    asked = {"headers": {"If-Match": '"1"'}, "params": seeds.QUERIES.get(route.name)}
    return {**asked, **({"json": seeds.BODIES[route.name]} if route.body_field is not None else {})}


async def snapshot(service: Service, district_id: Any) -> list[Any]:
    """How many events the district has stated: nothing may have happened to it."""
    return list(await service.sql("select count(*), max(seq) from outbox where district_id = $1", district_id))


def items_of(reply: httpx.Response) -> list[dict[str, Any]]:
    """What a list shows; SCIM has a word of its own for it."""
    said = reply.json()
    found: list[dict[str, Any]] = said["Resources"] if "schemas" in said else said["items"]
    return found
