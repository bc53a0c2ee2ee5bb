"""Nobody writes over a version they have not read: every call that replaces, changes or removes, from the code's own routes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.testing.calls import Service, refusal_of
from shared.testing.servers import SERVICES
from shared.web.openapi import may_take_version, takes_version
from tests.isolation import seeds
from tests.isolation.calls import caller_of, guarded
from tests.isolation.digests import Digests
from tests.isolation.samples import sent_to

#: What comes last takes away what the calls before it need.
ORDER = ("PATCH", "PUT", "DELETE")
#: How many calls of a service hold a version, at least: the walk must not become hollow.
LEAST = {"partners": 17, "scheduling": 8, "assessment": 4, "notifications": 2}


@dataclass
class Call:
    """One call of a service on a thing that is there, to be made with any headers."""

    caller: httpx.AsyncClient
    method: str
    path: str
    sent: dict[str, Any]

    async def __call__(self, **headers: str) -> httpx.Response:
        """Make it."""
        said = {name: value for name, value in self.sent["headers"].items() if name != "If-Match"}
        headers = {**said, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.caller.request(self.method, self.path, **{**self.sent, "headers": headers})


async def prepared(service: Service, district_id: UUID, method: str, route: APIRoute, things: dict[str, str]) -> Call:
    """The call, by somebody who may make it, on a thing that may still be changed."""
    things = await seeds.changeable(service, district_id, route, things)
    caller, path = caller_of(service, district_id, route, things), route.path_format.format(**things)
    return Call(caller, method, path, sent_to(route, things))


async def faults_of(call: Call, route: APIRoute, digests: Digests) -> list[str]:
    """What is wrong with how a call holds its version."""
    before = await digests.read()
    stale = await call(If_Match='"4711"')
    found = [] if refusal_of(stale) == (412, "stale") else [f"on another version: {stale.status_code} {stale.text}"]
    # SCIM holds a version against the row when there is one (RFC 7644, section 3.14); ours must be said.
    if not route.path.startswith("/scim/") and refusal_of(missing := await call()) != (428, "version_missing"):
        found.append(f"without a version: {missing.status_code} {missing.text}")
    if await digests.read() != before:
        found.append("was done for all that")
    # Two who read the same version: one is first, and what the other knows is then old.
    both = await asyncio.gather(*(call(If_Match=stale.headers.get("ETag", "")) for _ in range(2)))
    done = [reply for reply in both if reply.status_code < 300]
    late = [refusal_of(reply) for reply in both if reply.status_code >= 300]
    # What the first removed is not there for the second; of two first rows there can only be one.
    expected = [(404, "not_found")] if len(done) == 1 and done[0].status_code == 204 else [(412, "stale")]
    if stale.headers.get("ETag") == '"0"':
        expected = [(412, "stale")] if late[:1] == [(412, "stale")] else [(409, "conflict")]
    if len(done) != 1 or late != expected:
        found.append(f"two at once on one version: {[(reply.status_code, reply.text[:300]) for reply in both]}")
    return found


@pytest.mark.parametrize("name", SERVICES)
async def test_a_call_on_another_version_changes_nothing(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    digests, faults, held = Digests(service, district_id), {}, 0
    for method, route in guarded(service, ORDER):
        if seeds.stated(route, "UNVERSIONED") is None:
            call = await prepared(service, district_id, method, route, things)
            faults[route.name] = await faults_of(call, route, digests)
            held += 1
    assert {name: found for name, found in faults.items() if found} == {}
    assert held >= LEAST[name], held


def test_a_call_that_takes_no_version_says_why(service_of: Callable[[str], Service]) -> None:
    every = [route for name in SERVICES for _, route in guarded(service_of(name), ORDER)]
    described = {route.name for route in every if takes_version(route) or not route.include_in_schema}
    reasons = {route.name for route in every if seeds.stated(route, "UNVERSIONED")}
    assert described.isdisjoint(reasons - {"refuse_scim_me"})
    assert {route.name for route in every} == described | reasons


ONCE = "is told again or dropped, never changed: it has no version"
#: Calls whose path names a row of which no version is held, and why.
HOLDS_NONE = {
    "drop_dead_letter": ONCE,
    "retry_dead_letter": ONCE,
    "add_goal_value": "a goal is a part of its plan, and has no version of its own",
    "revoke_answer_link": "used once or taken back, never changed: it has no version",
    "lift_suppressed_address": "an address is written down or not: it has no version",
}
#: How many calls of a service hold a version they need not be sent, at least.
HELD = {"partners": 12, "scheduling": 36, "assessment": 4, "notifications": 2}


@pytest.mark.parametrize("name", SERVICES)
async def test_a_version_sent_with_any_call_holds(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    """Nobody has to send one with an action. Who does is not told that it was done on what they have not seen."""
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    digests = Digests(service, district_id)
    done, unheld, held = [], set(), 0
    for method, route in guarded(service, ("POST", *ORDER)):
        if takes_version(route) or route.path.startswith("/scim/"):
            continue
        call = await prepared(service, district_id, method, route, things)
        before = await digests.read()
        reply = await call(If_Match='"4711-abc", W/"1"')
        if reply.is_success or await digests.read() != before:
            done.append(route.name)
        held += refusal_of(reply) == (412, "stale")
        if refusal_of(reply) == (422, "precondition_unknown") and may_take_version(route):
            unheld.add(route.name)
    assert done == []
    assert unheld <= HOLDS_NONE.keys()
    assert held >= HELD[name], held


@pytest.mark.parametrize("name", SERVICES)
async def test_no_change_takes_a_condition_it_would_not_hold(
    service_of: Callable[[str], Service], name: str, district_id: UUID
) -> None:
    """`If-None-Match` is for readings. Sent with a change it is refused by name, and nothing is done."""
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    digests = Digests(service, district_id)
    done, held = [], 0
    for method, route in guarded(service, ("POST", *ORDER)):
        if route.path.startswith("/scim/"):
            continue
        call = await prepared(service, district_id, method, route, things)
        before = await digests.read()
        reply = await call(**({"If_Match": "*"} if takes_version(route) else {}), If_None_Match='"4711"')
        if reply.is_success or await digests.read() != before:
            done.append(route.name)
        held += refusal_of(reply) == (422, "precondition_unknown")
    assert done == []
    assert held >= HELD[name], held
