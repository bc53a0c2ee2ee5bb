"""Nobody writes over a version they have not read: every call that replaces, changes or removes, from the code's own routes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service, refusal_of
from shared.testing.servers import SERVICES
from shared.web.openapi import takes_version
from tests.assessment.measures.instruments.factories import small
from tests.isolation import seeds
from tests.isolation.calls import EVERY_DISTRICT_ROLE, guarded
from tests.isolation.digests import Digests
from tests.scheduling.factories import TODAY, plan_of

#: What comes last takes away what the calls before it need.
ORDER = ("PATCH", "PUT", "DELETE")
ENDS = "ends or removes, whatever stands there now: twice is once"
WHOLE = "says all there is to say: what was there before plays no part in it"
OWN = "the caller's own mark, and nobody else's"
#: Calls that take no version, each with its reason.
UNVERSIONED: dict[str, str] = {
    **dict.fromkeys(("revoke_client", "revoke_client_secret", "end_sign_in_session", "remove_claim_rule"), ENDS),
    **dict.fromkeys(("unlink_identity", "drop_dead_letter", "revoke_feed", "remove_term"), ENDS),
    **dict.fromkeys(("remove_calendar_entry", "remove_step", "remove_comment", "remove_file"), ENDS),
    **dict.fromkeys(("remove_barrier_task", "withdraw_directory_opt_out", "lift_suppressed_address"), ENDS),
    **dict.fromkeys(("set_preview_limits", "set_barrier_clocks", "set_directory_opt_out"), WHOLE),
    **dict.fromkeys(("watch_task", "unwatch_task"), OWN),
    "change_step": "a word or a tick in a list many work on at once, each at a line of their own",
    "refuse_scim_me": "changes nothing",
}
LATER = (TODAY + timedelta(days=9)).isoformat()
NOTICE = {"types": ["name"], "notice_on": TODAY.isoformat(), "refuse_until": LATER}
#: Bodies that change what the seeds made.
BODIES: dict[str, Any] = {
    **{name: {"name": "another"} for name in ("change_client", "change_application")},
    **{name: {"title": "another"} for name in ("change_term", "change_day_type", "change_instrument")},
    **{name: {"ends_on": LATER} for name in ("end_role", "end_caseload_assignment")},
    "replace_scim_group": {"displayName": "another"},
    "change_task": {"target_on": LATER},
    "change_comment": {"body": "another"},
    "record_answers": {"answers": [{"item_code": "a0", "points": 2}]},
    "set_directory_policy": NOTICE,
    "change_my_preferences": {"language": "es"},
}
#: How many calls of a service hold a version, at least: the walk must not become hollow.
LEAST = {"partners": 17, "scheduling": 8, "assessment": 4, "notifications": 2}
BY_PERSON = {"change_comment", "change_my_preferences"}


@dataclass
class Call:
    """One call of a service on a thing that is there, to be made with any headers."""

    caller: httpx.AsyncClient
    method: str
    path: str
    sent: dict[str, Any]

    async def __call__(self, **headers: str) -> httpx.Response:
        """Make it."""
        headers = {**self.sent.get("headers", {}), **{name.replace("_", "-"): said for name, said in headers.items()}}
        return await self.caller.request(self.method, self.path, **{**self.sent, "headers": headers})


async def prepared(service: Service, district_id: UUID, method: str, route: APIRoute, things: dict[str, str]) -> Call:
    """The call, by somebody who may make it, on a thing that may still be changed."""
    machine = service.machine(district_id)
    person = service.person(district_id, UUID(things.get("staff_id", str(new_id()))), *EVERY_DISTRICT_ROLE)
    body = {**seeds.bodies_of(things), **seeds.BODIES, **BODIES}.get(route.name)
    if route.name in ("change_plan", "replace_plan_content"):
        things = {**things, "plan_id": (await machine.post("/v1/plans", json=plan_of())).json()["id"]}
    if route.name == "change_instrument":
        draft = await machine.post("/v1/instruments", json={**small(), "version": "2.0"})
        things = {**things, "instrument_id": draft.json()["id"]}
    sent: dict[str, Any] = {"json": body} if route.body_field is not None else {}
    path = route.path_format.format(**things)
    if route.name == "replace_plan_content":
        content = (await machine.get(path.replace("/content", "/export"), params={"format": "yaml"})).text
        another = content.replace("title: ", "title: Another ", 1)
        sent = {"content": another, "headers": {"Content-Type": "application/yaml"}}
    return Call(person if route.name in BY_PERSON else machine, method, path, sent)


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
    things = await getattr(seeds, name)(service, district_id)
    digests, faults, held = Digests(service, district_id), {}, 0
    for method, route in guarded(service, ORDER):
        if route.name not in UNVERSIONED:
            call = await prepared(service, district_id, method, route, things)
            faults[route.name] = await faults_of(call, route, digests)
            held += 1
    assert {name: found for name, found in faults.items() if found} == {}
    assert held >= LEAST[name], held


def test_a_call_that_takes_no_version_says_why(service_of: Callable[[str], Service]) -> None:
    every = [route for name in SERVICES for _, route in guarded(service_of(name), ORDER)]
    assert UNVERSIONED.keys() <= {route.name for route in every}
    described = {route.name for route in every if takes_version(route) or not route.include_in_schema}
    assert described.isdisjoint(UNVERSIONED.keys() - {"refuse_scim_me"})
    assert {route.name for route in every} == described | UNVERSIONED.keys()
