"""Every route that names a thing is asked for a neighbour's: it must not exist. The list of routes is the code's own."""

from collections.abc import Callable
from importlib import import_module

import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.settings import Settings
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from shared.web.streaming import EventStream
from tests.isolation import seeds
from tests.isolation.calls import items_of
from tests.isolation.walks import check_a_neighbours_does_not_exist, check_a_neighbours_stays


def naming_routes(service: str) -> list[APIRoute]:
    """A service's guarded routes with a thing in their path."""
    settings = Settings(service=service, database_url="postgresql://nowhere/none", secret_key="none")
    app = import_module(f"services.{service}.app").build(settings)
    return [route for route in routes_of(app) if "{" in route.path and permission(route)[1] is not None]


CASES = [
    (service, method, route)
    for service in SERVICES
    for route in naming_routes(service)
    for method in route.methods or ()
]


#: How many of a service's lists are asked, at least.
LISTS = {"partners": 17, "scheduling": 10, "assessment": 11, "notifications": 7}


@pytest.mark.parametrize(("service", "method", "route"), CASES, ids=lambda value: getattr(value, "name", value))
async def test_a_neighbours_thing_does_not_exist(
    service_of: Callable[[str], Service], service: str, method: str, route: APIRoute
) -> None:
    under_test = service_of(service)
    theirs, (ours, _) = await seeds.common(under_test, "theirs"), await seeds.common(under_test, "ours")
    if seeds.stated(route, "MADE_BY_NAME") is not None:
        await check_a_neighbours_stays(under_test, theirs, new_id(), method, route)
        return
    await check_a_neighbours_does_not_exist(under_test, theirs, ours, method, route)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_list_shows_one_district(service_of: Callable[[str], Service], service: str) -> None:
    under_test, ours, theirs = service_of(service), new_id(), new_id()
    await seeds.seeded(under_test, theirs)
    caller, theirs_too, asked = under_test.machine(ours), under_test.machine(theirs), set()
    for route in routes_of(under_test.app):
        # A stream has no end to wait for; tests/notifications/outlets/stream holds it to its district.
        is_list = route.response_class is not EventStream and "{" not in route.path
        if "GET" in (route.methods or ()) and is_list and permission(route)[1] is not None:
            if seeds.stated(route, "NO_LIST") is not None:
                continue
            shown, reply = await theirs_too.get(route.path), await caller.get(route.path)
            assert (shown.status_code, reply.status_code) == (200, 200), (route.path, shown.text, reply.text)
            assert items_of(shown), "there is something to be shown"
            # What our own refused calls just left in the audit names us.
            items = [item for item in items_of(reply) if item.get("district_id") != str(ours)]
            assert items == [], route.path
            asked.add(route.name)
    assert len(asked) >= LISTS[service], asked
