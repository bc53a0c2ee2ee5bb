"""A cover brings roles: nobody makes themselves one, no cover makes another, and reasons say when a role is a cover's."""

from datetime import timedelta
from uuid import UUID

import httpx

from services.scheduling.permissions import POLICY
from shared.principal import Principal, RoleHeld
from shared.testing.calls import assert_refused, token
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.delegations.factories import days, mentor, principal, wish


def covering(district: District) -> httpx.AsyncClient:
    """Oak's mentor, covering Oak's principal."""
    oak, absent = str(district.schools["oak"]), str(district.people["principal_oak"])
    held = [{"role": "mentor", "school_id": oak}, {"role": "principal", "school_id": oak, "covering": absent}]
    person = district.people["mentor_oak"]
    return district.scheduling.caller(token(district.id, district.scheduling.scopes, person_id=person, held=held))


async def test_nobody_makes_themselves_a_cover(district: District) -> None:
    reply = await principal(district).post("/v1/delegations", json=wish(district, "coordinator_oak", "principal_oak"))
    assert_refused(reply, 403, "not_to_yourself")


async def test_a_cover_names_no_cover(district: District) -> None:
    for absent in ("principal_oak", "coordinator_oak"):
        for delegate in ("mentor_oak", "coordinator_oak", "principal_oak"):
            if absent != delegate:
                reply = await covering(district).post("/v1/delegations", json=wish(district, absent, delegate))
                code = "not_to_yourself" if delegate == "mentor_oak" else "not_permitted"
                assert_refused(reply, 403, code)
    assert (await district.author.get("/v1/delegations")).json()["items"] == []


async def test_nobody_lends_a_role_that_is_not_theirs(district: District) -> None:
    administrator = district.as_person("executive", ("school_administrator", "oak"))
    both = district.as_person("executive", ("school_administrator", "oak"), ("school_coordinator", "oak"))
    elsewhere = district.as_person("executive", ("school_administrator", "oak"), ("principal", "elm"))
    for caller, absent in (
        *((administrator, "principal_oak"), (administrator, "coordinator_oak"), (both, "principal_oak")),
        *((elsewhere, "principal_oak"), (district.oak, "principal_oak"), (district.oak, "mentor_oak")),
    ):
        delegate = "mentor_oak" if absent == "principal_oak" else "principal_oak"
        reply = await caller.post("/v1/delegations", json=wish(district, absent, delegate))
        assert_refused(reply, 403, "not_theirs_to_lend")
    assert (await district.author.get("/v1/delegations")).json()["items"] == []


async def test_who_holds_the_role_leads_the_school_or_coordinates_the_district_names_a_cover(
    district: District,
) -> None:
    other_coordinator = district.as_person("executive", ("school_coordinator", "oak"))
    own = district.as_person("principal_oak", ("principal", "oak"))
    for ahead, (caller, absent, delegate) in enumerate(
        (
            *((other_coordinator, "coordinator_oak", "mentor_oak"), (own, "principal_oak", "mentor_oak")),
            *((own, "coordinator_oak", "mentor_oak"), (own, "mentor_oak", "coordinator_oak")),
            *((district.author, "principal_oak", "mentor_oak"), (mentor(district), "mentor_oak", "coordinator_oak")),
        )
    ):
        body = wish(district, absent, delegate, **days(ahead * 10, ahead * 10 + 2))
        reply = await caller.post("/v1/delegations", json=body)
        assert reply.status_code == 201, reply.text


async def test_a_role_that_begins_within_the_days_is_lent_too(district: District) -> None:
    role = {**district.role("coordinator_oak", "principal", "oak"), "starts_on": TODAY + timedelta(days=3)}
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", role))
    caller = district.as_person("executive", ("school_coordinator", "oak"))
    over_it = wish(district, "coordinator_oak", "mentor_oak", **days(2, 3))
    assert (await caller.post("/v1/delegations", json=over_it)).json()["code"] == "not_theirs_to_lend"
    before_it = wish(district, "coordinator_oak", "mentor_oak", **days(1, 2))
    assert (await caller.post("/v1/delegations", json=before_it)).status_code == 201


def test_a_reason_says_that_a_role_is_held_as_a_cover() -> None:
    me, absent, oak = UUID(int=1), UUID(int=2), UUID(int=3)
    caller = Principal("person", me, UUID(int=4), roles=(RoleHeld("school_coordinator", oak, absent),))
    reason = POLICY.decide(caller, "plans:read", school_id=oak).reason
    assert reason == f"school_coordinator at the school, covering for {absent}"
    assert not POLICY.decide(caller.in_own_right(), "plans:read", school_id=oak).allowed
