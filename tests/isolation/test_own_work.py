"""Nobody approves what they had a hand in, whichever way they had it, and nobody makes themselves a cover."""

from typing import Any

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.web.openapi import permission
from tests.isolation.calls import changing
from tests.isolation.hands import HANDS, NO_HAND, done
from tests.scheduling.factories import District
from tests.scheduling.work.delegations.factories import wish


@pytest.fixture
async def district(scheduling: Service, district_id: Any) -> District:
    """A small district."""
    return await District(scheduling, district_id).seed()


@pytest.mark.parametrize("operation", HANDS)
async def test_nobody_approves_what_they_had_a_hand_in(district: District, operation: str) -> None:
    roles = (("district_coordinator", None), ("executive_leader", None))
    me = district.as_person("executive", *roles)
    path = await HANDS[operation](district, me)
    said = await done(me.get(path))
    seen = (await done(me.get(f"{path}/preview")))["warnings_hash"]
    body = {"content_hash": said["content_hash"], "seen_warnings": seen}
    refused = await me.post(f"{path}/approve", json=body)
    assert_refused(refused, 403, "own_work")
    other = district.scheduling.person(district.id, new_id(), *roles)
    approved = await other.post(f"{path}/approve", json=body)
    assert (approved.status_code, approved.json().get("state")) == (200, "approved"), approved.text


def test_every_call_on_plans_is_a_hand_in_them_or_says_why_not(scheduling: Service) -> None:
    writing = {
        route.name
        for _, route in changing(scheduling)
        if route.path.startswith("/v1/plan") and permission(route)[1] == "plans:write"
    }
    assert writing == HANDS.keys() | NO_HAND.keys()


def at_oak(district: District, role: str, **claims: Any) -> httpx.AsyncClient:
    """Somebody nobody knows, with a role at Oak."""
    held = {"role": role, "school_id": str(district.schools["oak"]), **claims}
    scopes = district.scheduling.scopes
    return district.scheduling.caller(token(district.id, scopes, person_id=new_id(), held=[held]))


@pytest.mark.parametrize(
    ("absent", "delegate", "taker", "code"),
    [
        ("coordinator_oak", "principal_oak", "the delegate", "not_to_yourself"),
        ("coordinator_oak", "mentor_oak", "a cover", "not_permitted"),
        ("principal_oak", "mentor_oak", "a coordinator", "not_theirs_to_lend"),
    ],
)
async def test_nobody_lends_themselves_or_others_more_than_is_theirs(
    district: District, absent: str, delegate: str, taker: str, code: str
) -> None:
    takers = {
        "the delegate": district.as_person(delegate, ("principal", "oak")),
        "a cover": at_oak(district, "principal", covering=str(district.people["principal_oak"])),
        "a coordinator": at_oak(district, "school_coordinator"),
    }
    body = wish(district, absent, delegate)
    refused = await takers[taker].post("/v1/delegations", json=body)
    assert_refused(refused, 403, code)
    assert (await district.author.get("/v1/delegations")).json()["items"] == []
    made = await at_oak(district, "principal").post("/v1/delegations", json=body)
    assert made.status_code == 201, made.text
