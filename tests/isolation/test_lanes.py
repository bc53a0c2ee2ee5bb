"""A lane past the framework answers as the framework does: every reading of the code is asked both ways."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match

from shared.ids import new_id
from shared.testing.calls import Service, token
from shared.testing.servers import SERVICES
from shared.web.fastpath import Lanes, lane_of
from shared.web.openapi import permission, routes_of
from tests.isolation import seeds

#: Guarded readings the framework serves, and why.
OFF_THE_LANES: dict[str, str] = {
    **dict.fromkeys(("list_scim_users", "read_scim_user", "list_scim_groups", "read_scim_group"), "takes other tokens"),
    **dict.fromkeys(("read_scim_config", "list_scim_schemas", "read_scim_schema"), "takes other tokens"),
    **dict.fromkeys(("list_scim_resource_types", "read_scim_resource_type"), "takes other tokens"),
    **dict.fromkeys(("read_overview", "read_roll_up", "read_series"), "looks at Accept"),
    **dict.fromkeys(("export_plan", "preview_handover", "read_day_type"), "takes a query parameter of its own"),
    "open_stream": "looks at Last-Event-ID, and is the request's for as long as it runs",
}
#: What differs between two calls whoever serves them.
OF_THE_CALL = {"x-correlation-id", "ratelimit", "content-length", "etag"}
#: Fields of bodies that name the call or its moment, and readings of what the calls themselves leave.
OF_THE_MOMENT = {"correlation_id", "as_of", "token_ends_at", "idle_until"}
GROWING = {"list_audit_entries", "export_audit_entries"}


def readings(service: Service) -> list[APIRoute]:
    """A service's guarded GETs."""
    return [one for one in routes_of(service.app) if one.methods == {"GET"} and permission(one)[1] is not None]


@contextmanager
def framework_only(service: Service) -> Iterator[None]:
    """Without lanes."""
    kept = service.app.state.lanes
    service.app.state.lanes = Lanes([])
    yield
    service.app.state.lanes = kept


def said(reply: httpx.Response) -> tuple[int, dict[str, str], Any]:
    """Status, headers and body, without what is the call's own."""
    headers = {name: value for name, value in reply.headers.items() if name not in OF_THE_CALL}
    body = reply.json() if headers.get("content-type", "").endswith(("/json", "+json")) else reply.content
    return reply.status_code, headers, lasting(body)


def lasting(value: Any) -> Any:
    """A body without what is its moment's, however deep."""
    if isinstance(value, list):
        return [lasting(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: lasting(one) for name, one in value.items() if name not in OF_THE_MOMENT}


@pytest.mark.parametrize("name", SERVICES)
def test_every_guarded_reading_is_on_a_lane_or_says_why_not(service_of: Callable[[str], Service], name: str) -> None:
    off = {route.name for route in readings(service_of(name)) if lane_of(route) is None}
    on = {route.name for route in readings(service_of(name))} - off
    assert off <= OFF_THE_LANES.keys()
    assert not on & OFF_THE_LANES.keys()


@pytest.mark.parametrize("name", SERVICES)
def test_a_lane_is_of_the_route_the_framework_would_find(service_of: Callable[[str], Service], name: str) -> None:
    service = service_of(name)
    lanes, routes = service.app.state.lanes, list(routes_of(service.app))
    for wanted in readings(service):
        path = wanted.path_format.format(**{name: str(new_id()) for name in wanted.param_convertors})
        http = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        first = next(route for route in routes if route.matches(http)[0] is Match.FULL)
        found = lanes.find(path)
        assert (found[0].route if found else None) is (first if lane_of(first) else None), path


@pytest.mark.parametrize("name", SERVICES)
async def test_a_lane_answers_as_the_framework_does(service_of: Callable[[str], Service], name: str) -> None:
    service = service_of(name)
    ours, things = await seeds.common(service, "ours")
    theirs, _ = await seeds.common(service, "theirs")
    wrong = dict.fromkeys(things, "no%20id%0A")
    unknown = {thing: str(new_id()) for thing in things}
    different, compared = [], 0
    for route in readings(service):
        if lane_of(route) is None:
            continue
        for whose, named, scopes in (
            (ours, things, service.scopes),
            (ours, wrong, service.scopes),
            (ours, unknown, service.scopes),
            (theirs, things, service.scopes),
            (ours, things, ["nothing:read"]),
            (None, things, ()),
        ):
            for query in ("", "?no_such=1&limit=x") if whose is ours and named is things else ("",):
                path = route.path_format.format(**named) + query
                on_lane = said(await asked(service, whose, scopes, path))
                by_framework = said(await asked(service, whose, scopes, path, by_framework=True))
                parts = 2 if route.name in GROWING else 3
                if on_lane[:parts] != by_framework[:parts]:
                    different.append((path, on_lane, by_framework))
                compared += 1
    assert different == []
    assert compared > 80


async def asked(
    service: Service, district_id: UUID | None, scopes: Any, path: str, *, by_framework: bool = False
) -> httpx.Response:
    """A machine client's GET."""
    bearer = token(district_id, scopes) if district_id else None
    async with service.caller(bearer) as caller:
        if by_framework:
            with framework_only(service):
                return await caller.get(path)
        return await caller.get(path)
