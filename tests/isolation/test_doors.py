"""Every guarded route is asked by a mentor of the school, with every scope: what no rule opens to mentors is refused."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from shared.web.streaming import EventStream
from tests.isolation import seeds
from tests.isolation.answers import OF_THEIRS, ROW_BY_ROW
from tests.isolation.calls import items_of, snapshot
from tests.isolation.samples import sent_to

REFUSED = {(403, "not_permitted"), (404, "not_found"), (422, "no_such_task")}


def said(reply: httpx.Response) -> tuple[int, str]:
    """Status and code; SCIM's Error has no member for a code: ours ends its detail."""
    body = reply.json() if reply.content else {}
    return reply.status_code, str(body.get("code") or str(body.get("detail", "")).rpartition("(")[2].rstrip(")"))


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
        why = seeds.stated(route, "TO_MENTORS")
        if is_open or why not in (None, OF_THEIRS, ROW_BY_ROW):
            continue
        path = route.path_format.format(**things)
        reply = await caller.request(next(iter(route.methods or ())), path, **sent_to(route, things))
        if why == OF_THEIRS:
            assert (reply.status_code, items_of(reply)) == (200, []), route.name
        elif why == ROW_BY_ROW:
            assert (reply.json()["done"], reply.json()["refused"]) == (0, 1), route.name
        else:
            assert said(reply) in REFUSED, (route.name, reply.status_code, reply.text)
            refused += 1
    assert refused >= {"partners": 70, "scheduling": 85, "assessment": 22, "notifications": 20}[service], refused
    assert await snapshot(under_test, district_id) == before
