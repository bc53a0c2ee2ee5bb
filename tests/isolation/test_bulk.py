"""Many rows in one call that is to change nothing: each row hears what the real call would say."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.isolation import seeds
from tests.isolation.calls import caller_of, guarded
from tests.isolation.digests import Digests
from tests.isolation.samples import sent_to

#: How many calls of a service take many rows, and how many refuse what an earlier row did: the walk must not become hollow.
LEAST = {"partners": (5, 1), "scheduling": (3, 2), "assessment": (1, 0), "notifications": (0, 0)}


ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def many_at_once(service: Service) -> list[APIRoute]:
    """Calls that take rows and can be tried."""
    return [
        route
        for _, route in guarded(service, ("POST",))
        if "rows" in getattr(route.response_model, "model_fields", {})
        and any(one.alias == "validate_only" for one in route.dependant.query_params)
    ]


def said_of(reply: httpx.Response) -> dict[str, Any]:
    """What a reply says; what was made has another id each time."""
    assert reply.status_code == 200, reply.text
    said: dict[str, Any] = json.loads(ID.sub(str(UUID(int=0)), reply.text))
    return {
        **{name: said[name] for name in ("done", "refused")},
        "rows": said["rows"],
    }


@pytest.mark.parametrize("name", SERVICES)
async def test_what_is_tried_is_told_what_doing_it_would_say(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    digests, faults, refused_again = Digests(service, district_id), {}, 0
    routes = many_at_once(service)
    for route in routes:
        caller, sent = caller_of(service, district_id, route, things), sent_to(route, things)
        (row, *_), sent = sent["json"]["items"], {"headers": sent["headers"]}
        sent["json"] = {"items": [row, row, "no row", row]}
        before = await digests.read()
        tried = said_of(await caller.post(route.path, params={"validate_only": "true"}, **sent))
        if await digests.read() != before:
            faults[route.name] = "was done for all that"
        real = said_of(await caller.post(route.path, **sent))
        if tried != real:
            faults[route.name] = f"tried: {json.dumps(tried)}; done: {json.dumps(real)}"
        refused_again += real["rows"][0]["refusal"] is None and real["rows"][1]["refusal"] is not None
    assert faults == {}
    least, again = LEAST[name]
    assert len(routes) >= least
    assert refused_again >= again
