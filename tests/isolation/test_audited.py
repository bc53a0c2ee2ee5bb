"""Every call that changes something leaves one entry when it succeeds and one when it is refused: every route there is."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service, refusal_of, token
from shared.testing.servers import SERVICES
from tests.isolation import seeds
from tests.isolation.calls import BY_PERSON, EVERY_DISTRICT_ROLE, changing, prepared

#: How many of its calls succeed on what the seeds make, at least: the walk must not become hollow.
SUCCEED = {"partners": 12, "scheduling": 20, "assessment": 4, "notifications": 4}


async def entries(service: Service, district_id: UUID) -> list[dict[str, Any]]:
    rows = await service.sql(
        "select action, outcome, rows, reason from audit_entries where district_id = $1 order by id", district_id
    )
    return [dict(row) for row in rows]


async def call(service: Service, district_id: UUID, method: str, route: APIRoute, things: dict[str, str]) -> Any:
    """Do it, on the version that is there."""
    person = service.person(district_id, new_id(), *EVERY_DISTRICT_ROLE)
    caller = person if route.name in BY_PERSON else service.machine(district_id)
    path = route.path_format.format(**things)
    asked = prepared(route) if route.body_field is None or route.name in seeds.BODIES else {"json": {}}
    reply = await caller.request(method, path, **asked)
    if reply.status_code == 412 and "ETag" in reply.headers:
        reply = await caller.request(method, path, **{**asked, "headers": {"If-Match": reply.headers["ETag"]}})
    return reply


@pytest.mark.parametrize("name", SERVICES)
async def test_a_change_leaves_one_entry(service_of: Callable[[str], Service], name: str, district_id: UUID) -> None:
    service = service_of(name)
    things = await getattr(seeds, name)(service, district_id)
    things["dead_letter_id"] = await seeds.dead_letter(service, district_id)
    succeeded = 0
    for method, route in changing(service):
        before = len(await entries(service, district_id))
        reply = await call(service, district_id, method, route, things)
        said = (route.name, reply.status_code, reply.text)
        assert reply.status_code < 500 or reply.status_code == 501, said
        left = (await entries(service, district_id))[before:]
        of_call = [entry for entry in left if entry["action"] == route.name]
        if reply.status_code >= 400:
            assert [entry["outcome"] for entry in of_call] == (["refused"] if reply.status_code == 403 else []), said
            continue
        succeeded += 1
        assert [entry["outcome"] for entry in of_call] == ["done"], said
        # What let the caller in.
        assert of_call[0]["reason"], said
        named = {(row["name"], row["id"]) for row in json.loads(of_call[0]["rows"])}
        assert {(wanted, things[wanted]) for wanted in route.param_convertors} <= named, said
    assert succeeded >= SUCCEED[name], succeeded


@pytest.mark.parametrize("name", SERVICES)
async def test_a_refused_change_leaves_one_entry(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    assert len(changing(service)) >= SUCCEED[name]
    for method, route in changing(service):
        before = len(await entries(service, district_id))
        # Each asks as somebody new: nobody is refused so often that it is no longer written.
        caller = service.caller(token(district_id, ["nothing:at_all"], client_id=new_id()))
        path = route.path_format.format(**{wanted: str(new_id()) for wanted in route.param_convertors})
        reply = await caller.request(method, path)
        assert refusal_of(reply) == (403, "scope_missing"), route.name
        left = (await entries(service, district_id))[before:]
        assert [(entry["action"], entry["outcome"]) for entry in left] == [(route.name, "refused")]
