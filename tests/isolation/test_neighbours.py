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
from tests.isolation.calls import BY_PERSON, EVERY_DISTRICT_ROLE, items_of, prepared, snapshot


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


#: Lists that begin with what every district has.
EVERYBODYS = {"list_evidence_types", "list_day_types", "list_plan_templates"}
#: Not lists of a district's rows, or lists in which the seeds have nothing, and why.
NO_LISTS: dict[str, str] = {
    **dict.fromkeys(("read_district", "read_preview_limits", "read_barrier_clocks"), "one thing: the caller's"),
    **dict.fromkeys(("read_directory_policy", "read_escalation_ladder"), "one thing: the caller's"),
    **dict.fromkeys(("read_scim_config", "list_scim_schemas", "list_scim_resource_types"), "the same for everybody"),
    **dict.fromkeys(("read_my_day", "list_inbox", "count_unread", "read_my_preferences"), "a person's own"),
    **dict.fromkeys(("read_barrier_report", "read_overview", "read_calendar", "preview_handover"), "figures, no rows"),
    "list_unowned_tasks": "figures, no rows",
    "refuse_scim_me": "nothing",
    "export_audit_entries": "lines of what list_audit_entries lists",
    **dict.fromkeys(
        ("list_sign_in_refusals", "list_school_days"), "the seeds have none; test_tables tries the table raw"
    ),
    "list_directory_information": "closed until there is a notice",
}
#: How many of a service's lists are asked, at least.
LISTS = {"partners": 17, "scheduling": 10, "assessment": 11, "notifications": 7}


@pytest.mark.parametrize(("service", "method", "route"), CASES, ids=lambda value: getattr(value, "name", value))
async def test_a_neighbours_thing_does_not_exist(
    service_of: Callable[[str], Service], service: str, method: str, route: APIRoute
) -> None:
    under_test = service_of(service)
    theirs, things = await seeds.common(under_test, "theirs")
    ours, _ = await seeds.common(under_test, "ours")
    path = route.path_format.format(**things)
    before = await snapshot(under_test, theirs)
    # Things that only a person has or does are asked for by a person, everything else by a client that may do all.
    caller = (
        under_test.person(ours, new_id(), *EVERY_DISTRICT_ROLE) if route.name in BY_PERSON else under_test.machine(ours)
    )
    reply = await caller.request(method, path, **prepared(route))
    said = reply.json()
    # SCIM's Error has no member for a code: ours ends its detail.
    code = said["code"] if "code" in said else said["detail"].rpartition("(")[2].rstrip(")")
    assert (reply.status_code, code) == (404, "not_found"), reply.text
    assert await snapshot(under_test, theirs) == before
    # A number counts within its thing: it exists everywhere.
    never = route.path_format.format(
        **{name: id_ if name == "number" else str(new_id()) for name, id_ in things.items()}
    )
    missing = await caller.request(method, never, **prepared(route))
    ignored = {"correlation_id"}
    assert {k: v for k, v in reply.json().items() if k not in ignored} == {
        k: v for k, v in missing.json().items() if k not in ignored
    }


@pytest.mark.parametrize("service", SERVICES)
async def test_a_list_shows_one_district(service_of: Callable[[str], Service], service: str) -> None:
    under_test, ours, theirs = service_of(service), new_id(), new_id()
    await getattr(seeds, service)(under_test, theirs)
    await seeds.dead_letter(under_test, theirs)
    caller, theirs_too, asked = under_test.machine(ours), under_test.machine(theirs), set()
    for route in routes_of(under_test.app):
        # A stream has no end to wait for; tests/notifications/outlets/stream holds it to its district.
        is_list = route.response_class is not EventStream and "{" not in route.path
        if "GET" in (route.methods or ()) and is_list and permission(route)[1] is not None:
            if route.name in (EVERYBODYS | NO_LISTS.keys()):
                continue
            shown, reply = await theirs_too.get(route.path), await caller.get(route.path)
            assert (shown.status_code, reply.status_code) == (200, 200), (route.path, shown.text, reply.text)
            assert items_of(shown), "there is something to be shown"
            # What our own refused calls just left in the audit names us.
            items = [item for item in items_of(reply) if item.get("district_id") != str(ours)]
            assert items == [], route.path
            asked.add(route.name)
    assert len(asked) >= LISTS[service], asked
