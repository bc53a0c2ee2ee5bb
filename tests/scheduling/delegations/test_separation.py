"""A cover brings roles: nobody makes themselves one, no cover makes another, and reasons say when a role is a cover's."""

from uuid import UUID

import httpx

from services.scheduling.permissions import POLICY
from shared.auth.principal import Principal, RoleHeld
from shared.testing.calls import token
from tests.scheduling.delegations.factories import principal, wish
from tests.scheduling.factories import District


def covering(district: District) -> httpx.AsyncClient:
    """Oak's mentor, covering Oak's principal."""
    oak, absent = str(district.schools["oak"]), str(district.people["principal_oak"])
    held = [{"role": "mentor", "school_id": oak}, {"role": "principal", "school_id": oak, "covering": absent}]
    person = district.people["mentor_oak"]
    return district.scheduling.caller(token(district.id, district.scheduling.scopes, person_id=person, held=held))


async def test_nobody_makes_themselves_a_cover(district: District) -> None:
    reply = await principal(district).post("/v1/delegations", json=wish(district, "coordinator_oak", "principal_oak"))
    assert (reply.status_code, reply.json()["code"]) == (403, "not_to_yourself")


async def test_a_cover_names_no_cover(district: District) -> None:
    for absent in ("principal_oak", "coordinator_oak"):
        for delegate in ("mentor_oak", "coordinator_oak", "principal_oak"):
            if absent != delegate:
                reply = await covering(district).post("/v1/delegations", json=wish(district, absent, delegate))
                assert reply.status_code == 403, reply.text
    assert (await district.author.get("/v1/delegations")).json()["items"] == []


def test_a_reason_says_that_a_role_is_held_as_a_cover() -> None:
    me, absent, oak = UUID(int=1), UUID(int=2), UUID(int=3)
    caller = Principal("person", me, UUID(int=4), roles=(RoleHeld("school_coordinator", oak, absent),))
    reason = POLICY.decide(caller, "plans:read", school_id=oak).reason
    assert reason == f"school_coordinator at the school, covering for {absent}"
    assert not POLICY.decide(caller.in_own_right(), "plans:read", school_id=oak).allowed
