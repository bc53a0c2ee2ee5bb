"""However access ends, the tokens that are out there open no door of any service; whoever keeps theirs goes on."""

import ast
import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest

from services.partners.revocation.ended_access.service import end_access
from shared import clock
from shared.auth.ended import Holder
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from tests.isolation.walks import nowhere
from tests.isolation.ways_to_end import IN_A_BROWSER, WAYS, End, Ending

ROWS = [(reason, row) for reason, rows in WAYS.items() for row in rows]
_WORLDS: list[Ending] = []


async def world_of(partners: Service) -> Ending:
    """Seeded once for each process."""
    if not _WORLDS:
        _WORLDS.append(await Ending(partners, new_id()).seed())
    return _WORLDS[0]


async def asked(
    service: Service, bearer: str, method: str = "GET", path: str = "/v1/schools", **sent: Any
) -> httpx.Response:
    """The reply to a call, by what is known now; each comes from an address of its own, or the many refused would wait."""
    service.app.state.verifier.ended._read_at = float("-inf")
    address = (str(IPv4Address(new_id().int & 0xFFFFFFFF)), 1)
    transport = httpx.ASGITransport(app=service.app, raise_app_exceptions=False, client=address)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as caller:
        headers = {"Authorization": f"Bearer {bearer}", **sent.pop("headers", {})}
        return await caller.request(method, path, headers=headers, **sent)


async def answer(*call: Any) -> tuple[int, str | None]:
    """(status, code) of a call."""
    reply = await asked(*call)
    return reply.status_code, reply.json().get("code")


async def end(service: Service, district_id: UUID, holder: Holder, id_: UUID) -> None:
    """Partners says so itself, the others are told."""
    if service.name != "partners":
        fact = {"holder": holder, "holder_id": str(id_), "ended_at": clock.now(), "reason": "test"}
        await service.receive(district_id, ("partners.access.ended.v1", fact))
        return
    async with work_for(service.app.state.db, service.settings, district_id) as ctx:
        await end_access(ctx, holder, id_, "test")


@pytest.mark.parametrize(("reason", "way"), ROWS, ids=lambda value: getattr(value, "__name__", value))
async def test_a_token_dies_with_what_it_stood_for(
    partners: Service, reason: str, way: Callable[[Ending], Awaitable[End]]
) -> None:
    world = await world_of(partners)
    case = await way(world)
    held, others = world.bearer(case.holder, case.id), world.bearer(case.holder, new_id())
    assert await answer(partners, held) == (200, None)
    before = len(await partners.published(world.id, "partners.access.ended.v1"))
    await case.happens()
    assert await answer(partners, held) == (401, "token_invalid")
    assert await answer(partners, others) == (200, None)
    told = [event["data"] for event in await partners.published(world.id, "partners.access.ended.v1")][before:]
    assert (case.holder, str(case.id), reason) in [(one["holder"], one["holder_id"], one["reason"]) for one in told]


def reasons_in_code() -> set[str]:
    """Every reason partners ends access with."""
    found = set()
    for file in Path("services/partners").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            name = getattr(getattr(call, "func", None), "id", getattr(getattr(call, "func", None), "attr", ""))
            if isinstance(call, ast.Call) and (name in ("end", "_end") or name.startswith(("end_a", "ending_lost"))):
                said = [
                    part
                    for arg in call.args
                    for part in ([arg.body, arg.orelse] if isinstance(arg, ast.IfExp) else [arg])
                ]
                found |= {part.value for part in said if isinstance(part, ast.Constant)}
    return {reason for reason in found if isinstance(reason, str)} - {*get_args(Holder)}


def test_every_reason_of_the_code_stands_in_the_table() -> None:
    # It is what `ending_lost_roles` says unless it is told otherwise.
    assert reasons_in_code() | {"role_ended"} == WAYS.keys() | IN_A_BROWSER


HOLDERS: dict[Holder, Callable[[UUID], dict[str, Any]]] = {
    "person": lambda id_: {"person_id": id_, "roles": [("district_coordinator", None)]},
    "client": lambda id_: {"client_id": id_},
    "session": lambda id_: {"sid": str(id_), "person_id": new_id(), "roles": [("district_coordinator", None)]},
    "token": lambda id_: {"jti": str(id_)},
}


@pytest.mark.parametrize("name", SERVICES)
async def test_no_door_opens_to_a_token_whose_holders_access_ended(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service, tried = service_of(name), 0
    assert HOLDERS.keys() == {*get_args(Holder)}
    for holder, claims_of in HOLDERS.items():
        id_ = new_id()
        bearer = token(district_id, service.scopes, **claims_of(id_))
        await end(service, district_id, holder, id_)
        for route in routes_of(service.app):
            if permission(route)[1] is None:
                continue
            path = nowhere(route)
            for method in route.methods or ():
                # A stream that opened would have no end.
                async with asyncio.timeout(10):
                    reply = await asked(service, bearer, method, path)
                assert (reply.status_code, "token_invalid" in reply.text) == (401, True), (holder, method, route.path)
                tried += 1
    assert tried >= 4 * 20, tried


@pytest.mark.parametrize("holder", HOLDERS)
async def test_an_answer_kept_for_a_key_is_not_given_to_whom_access_ended(
    scheduling: Service, district_id: UUID, holder: Holder
) -> None:
    id_ = new_id()
    bearer = token(district_id, scheduling.scopes, **HOLDERS[holder](id_))
    body = {"code": "snow", "title": "Snow", "school_is_held": False}
    call = (scheduling, bearer, "POST", "/v1/day-types")
    sent: dict[str, Any] = {"json": body, "headers": {"Idempotency-Key": "once"}}
    assert (await asked(*call, **sent)).status_code == 201
    assert (await asked(*call, **sent)).headers["idempotency-replayed"] == "true"
    await end(scheduling, district_id, holder, id_)
    refused = await asked(*call, **sent)
    assert_refused(refused, 401, "token_invalid")
    assert "idempotency-replayed" not in refused.headers
