"""Every guarded route is asked by a mentor of the school, with every scope: what no rule opens to mentors is refused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from shared.web.streaming import EventStream
from tests.isolation import seeds
from tests.isolation.calls import items_of, prepared, snapshot
from tests.isolation.samples import sample_of

REFUSED = {(403, "not_permitted"), (404, "not_found")}
#: What whoever holds a role reads, of the district or of the service itself.
EVERYBODYS = {
    *("list_academic_sessions", "list_instruments", "read_instrument", "read_directory_policy"),
    *("read_escalation_ladder", "read_district", "list_schools", "read_school", "list_staff", "read_staff"),
    *("list_role_assignments", "read_role_assignment", "read_barrier_clocks"),
    *("list_school_years", "read_school_year", "list_terms", "read_term"),
    *("list_day_types", "read_day_type", "read_calendar"),
    *("read_scim_config", "list_scim_schemas", "list_scim_resource_types"),
}
#: Lists of what is theirs, or of those they mentor: of this one, of nothing.
OF_THEIRS = {
    *("list_students", "list_guardians", "list_classes", "list_enrollments", "list_caseload_assignments"),
    *("list_administrations", "list_inbox", "list_escalations", "list_sign_in_sessions", "list_emergency_access"),
    *("list_tasks", "list_feeds", "list_barriers", "list_delegations", "list_handovers"),
}
#: A person's own, all of it.
THEIR_OWN = {
    *("count_unread", "read_my_preferences", "change_my_preferences", "read_my_day", "create_feed"),
    *("list_unowned_tasks", "create_delegation"),
}
#: What is said before it is asked who they are, and by which test it is seen that the door is shut.
EARLIER = {
    "import_roster": "test_a_teacher_imports_nothing",
    "assign_caseload": "test_others_do_not_assign",
    "list_directory_information": "test_a_field_is_told_only_when_the_notice_designates_its_type",
    "import_calendar": "test_schools_do_not_import_calendars",
    **dict.fromkeys(("create_client", "register_application", "create_claim_rule"), "tests/isolation/giving.py"),
    **dict.fromkeys(("read_scim_schema", "read_scim_resource_type"), "there is none by that name, whoever asks"),
    "refuse_scim_me": "refused to everybody",
}
#: Each row has its own fate: it is refused in the reply.
ROW_BY_ROW = {"complete_tasks", "reassign_tasks"}


def said(reply: httpx.Response) -> tuple[int, str]:
    """Status and code; SCIM's Error has no member for a code: ours ends its detail."""
    body = reply.json() if reply.content else {}
    return reply.status_code, str(body.get("code") or str(body.get("detail", "")).rpartition("(")[2].rstrip(")"))


def asked(route: APIRoute) -> dict[str, Any]:
    """Headers and a body that leave only the caller to be refused."""
    if route.body_field is None or route.name in seeds.BODIES:
        return prepared(route)
    return {"headers": {"If-Match": '"1"'}, "json": sample_of(route)}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_role_no_rule_names_opens_no_door(service_of: Callable[[str], Service], service: str) -> None:
    under_test = service_of(service)
    district_id, things = await seeds.common(under_test, "theirs")
    place = UUID(things["school_id"]) if "school_id" in things else new_id()
    caller, before = (
        under_test.person(district_id, new_id(), ("mentor", place)),
        await snapshot(under_test, district_id),
    )
    refused = 0
    for route in routes_of(under_test.app):
        is_open = route.response_class is EventStream or permission(route)[1] is None
        if is_open or route.name in EVERYBODYS | THEIR_OWN | EARLIER.keys():
            continue
        path = route.path_format.format(**things)
        reply = await caller.request(next(iter(route.methods or ())), path, **asked(route))
        if route.name in OF_THEIRS:
            assert (reply.status_code, items_of(reply)) == (200, []), route.name
        elif route.name in ROW_BY_ROW:
            assert (reply.json()["done"], reply.json()["refused"]) == (0, 1), route.name
        else:
            assert said(reply) in REFUSED, (route.name, reply.status_code, reply.text)
            refused += 1
    assert refused >= {"partners": 70, "scheduling": 85, "assessment": 22, "notifications": 20}[service], refused
    assert await snapshot(under_test, district_id) == before


def test_what_is_left_out_is_there(service_of: Callable[[str], Service]) -> None:
    every = {route.name for service in SERVICES for route in routes_of(service_of(service).app)}
    assert EVERYBODYS | OF_THEIRS | THEIR_OWN | EARLIER.keys() | ROW_BY_ROW <= every
