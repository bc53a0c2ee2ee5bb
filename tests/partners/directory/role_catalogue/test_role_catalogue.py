"""Roles are the district's: which there are, what each stands on, and what a change of that does to who holds it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.partners.access.claim_rules.service import apply
from services.partners.directory.staff.repository import get_staff
from shared.auth import profiles
from shared.context.work import work_for
from shared.directory.starting_catalogue import STARTING
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.isolation.giving import World, role_of
from tests.partners.directory.covers.factories import BEGAN, TODAY
from tests.partners.directory.role_catalogue.calls import change, role, token_roles
from tests.partners.factories import listed_staff

AIDE = {
    "code": "lunch_aide",
    "names": {"en": "Lunch aide", "es": "Asistente"},
    "profile": "school_staff",
    "place": "school",
}


@pytest.fixture
async def world(partners: Service, district_id: UUID) -> World:
    return await World(partners, district_id).seed()


async def test_a_district_begins_with_ours_and_they_are_told(world: World) -> None:
    found = (await world.machine.get("/v1/roles", params={"limit": 100})).json()["items"]
    assert {(one["code"], one["profile"]) for one in found} == {(one.code, one.profile) for one in STARTING}
    told = await world.partners.published(world.id, "partners.role.recorded.v1")
    assert {event["data"]["code"] for event in told} == {one.code for one in STARTING}
    assert (await role(world, "assistant_principal"))["given_by"] == ["principal"]
    assert (await role(world, "principal"))["given_by"] == (await role(world, "data_manager"))["given_by"] == []


async def test_a_role_of_the_districts_own_is_given_and_stands_on_its_profile(world: World) -> None:
    made = await world.machine.post("/v1/roles", json=AIDE)
    assert made.status_code == 201, made.text
    (told,) = [
        event["data"]
        for event in await world.partners.published(world.id, "partners.role.recorded.v1")
        if event["data"]["code"] == "lunch_aide"
    ]
    assert (told["profile"], told["names"], told["place"]) == ("school_staff", AIDE["names"], "school")
    person = await world.staff(("lunch_aide", world.oak))
    assert await token_roles(world, person) == [("lunch_aide", "school_staff")]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"code": "teacher"}, 409, "role_code_taken"),
        ({"code": "Lunch Aide"}, 422, "invalid"),
        ({"profile": "superintendent"}, 422, "invalid"),
        ({"names": {"es": "Asistente"}}, 422, "invalid"),
        ({"profile": "data_manager", "place": "either", "given_by": ["principal"]}, 422, "given_too_far"),
        ({"given_by": ["teacher"]}, 422, "invalid"),
        ({"profile": "district_staff"}, 422, "role_held_elsewhere"),
        ({"profile": "principal", "place": "either"}, 422, "role_held_elsewhere"),
        ({"profile": "school_administrator", "place": "district"}, 422, "role_held_elsewhere"),
    ],
)
async def test_what_makes_no_role_is_refused(world: World, change: dict[str, Any], status: int, code: str) -> None:
    before = (await world.machine.get("/v1/roles", params={"limit": 100})).json()["items"]
    assert_refused(await world.machine.post("/v1/roles", json={**AIDE, **change}), status, code)
    assert (await world.machine.get("/v1/roles", params={"limit": 100})).json()["items"] == before


async def test_an_unknown_role_is_refused_with_the_nearest(world: World) -> None:
    reply = await world.machine.post("/v1/role-assignments", json=role_of(await world.staff(), "school_cordinator"))
    assert_refused(reply, 422, "no_such_role")
    assert reply.json()["errors"][0]["detail"].endswith("did you mean school_coordinator?")


@pytest.mark.parametrize(
    ("held", "at_school"),
    [
        ("site_coordinator", False),
        ("principal", False),
        ("school_administrator", False),
        ("assistant_principal", False),
        ("district_captain", True),
    ],
)
async def test_a_role_is_given_where_it_is_held(world: World, held: str, at_school: bool) -> None:
    wish = role_of(await world.staff(), held, world.oak if at_school else None)
    refused = await world.machine.post("/v1/role-assignments", json=wish)
    assert_refused(refused, 422, "role_held_elsewhere")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/school_id"]
    wish["school_id"] = None if at_school else world.oak
    assert (await world.machine.post("/v1/role-assignments", json=wish)).status_code == 201


@pytest.mark.parametrize("held", ["school_coordinator", "counselor", "nurse", "coach", "teacher"])
async def test_who_works_at_every_school_heads_none_and_may_be_the_districts(world: World, held: str) -> None:
    wish = role_of(await world.staff(), held)
    assert (await world.machine.post("/v1/role-assignments", json=wish)).status_code == 201


async def test_a_role_comes_to_head_a_school_only_where_it_is_held_at_schools(world: World) -> None:
    assert_refused(await change(world, "coach", profile="principal"), 422, "role_held_elsewhere")
    assert (await change(world, "coach", profile="principal", place="school", given_by=[])).status_code == 200


async def test_a_role_that_is_held_is_retired_only_if_that_is_said(world: World) -> None:
    person = await world.staff(("coach", world.oak))
    assert_refused(await change(world, "coach", active=False), 409, "role_is_held")
    assert (await change(world, "coach", active=False, while_held=True)).json()["active"] is False
    assert await token_roles(world, person) == [("coach", "school_staff")], "who holds it holds it on"
    another = role_of(await world.staff(), "coach", world.oak)
    assert_refused(await world.machine.post("/v1/role-assignments", json=another), 409, "role_retired")
    assert (await change(world, "coach", active=True)).json()["active"] is True
    assert (await world.machine.post("/v1/role-assignments", json=another)).status_code == 201


async def test_a_role_moves_nowhere_where_somebody_holds_it_otherwise(world: World) -> None:
    await world.staff(("coach", world.oak))
    assert_refused(await change(world, "coach", place="district"), 409, "role_is_held")
    assert (await change(world, "coach", place="school")).json()["place"] == "school"


async def test_another_profile_is_previewed_and_changes_nothing(world: World) -> None:
    person = await world.staff(("coach", world.oak))
    row = await role(world, "coach")
    seen = (await world.machine.post(f"/v1/roles/{row['id']}/preview", json={"profile": "counselor"})).json()
    assert (seen["holders"], seen["claim_rules"], seen["roster_brings"], seen["waits_for_second"]) == (
        1,
        0,
        False,
        False,
    )
    opened = {one["scope"]: (one["before"], one["after"]) for one in seen["opens"]}
    assert opened["roster:read"] == ([], ["own_caseload", "own_referral", "school"])
    assert seen["closes"] == []
    back = (await world.machine.post(f"/v1/roles/{row['id']}/preview", json={"profile": "volunteer"})).json()
    assert "directory:read" in {one["scope"] for one in back["closes"]}
    assert back["opens"] == []
    assert await role(world, "coach") == row
    assert await token_roles(world, person) == [("coach", "school_staff")]


async def test_on_another_profile_the_holders_tokens_end_and_nobody_elses(world: World) -> None:
    holder, other = await world.staff(("coach", world.oak)), await world.staff(("nurse", world.oak))
    reply = await change(world, "coach", profile="counselor")
    assert reply.status_code == 200
    assert reply.json()["profile"] == "counselor"
    ended = [event["data"] for event in await world.partners.published(world.id, "partners.access.ended.v1")]
    assert [(one["holder_id"], one["reason"]) for one in ended] == [(str(holder), "role_changed")]
    assert await token_roles(world, holder) == [("coach", "counselor")]
    assert await token_roles(world, other) == [("nurse", "counselor")]


async def test_on_another_profile_the_tokens_of_who_covers_a_holder_end_too(world: World) -> None:
    holder, cover, over = [await world.staff((what, world.oak)) for what in ("coach", "nurse", "nurse")]
    for who, first, last in ((cover, TODAY, TODAY), (over, TODAY - timedelta(days=2), TODAY - timedelta(days=1))):
        lent = {"delegation_id": new_id(), "from_id": holder, "to_id": who, "school_id": None}
        await world.partners.receive(world.id, (BEGAN, {**lent, "starts_on": first, "ends_on": last}))
    assert (await change(world, "coach", profile="counselor")).status_code == 200
    ended = [event["data"] for event in await world.partners.published(world.id, "partners.access.ended.v1")]
    assert {one["holder_id"] for one in ended if one["reason"] == "role_changed"} == {str(holder), str(cover)}


async def test_what_changes_no_profile_ends_no_token(world: World) -> None:
    await world.staff(("coach", world.oak))
    assert (await change(world, "coach", names={"en": "Learning coach"}, profile="school_staff")).status_code == 200
    assert not await world.partners.published(world.id, "partners.access.ended.v1")


async def test_a_role_that_comes_to_reach_far_waits_for_a_second_person(world: World) -> None:
    await world.meet()
    holder = await world.staff(("coach", None))
    held_back = await change(world, "coach", world.person(world.me), profile="executive_leader")
    assert_refused(held_back, 422, "given_too_far")
    asked = await change(world, "coach", world.person(world.me), profile="executive_leader", given_by=[])
    assert asked.status_code == 202, asked.text
    assert asked.json()["roles"] == ["coach"]
    assert (await role(world, "coach"))["profile"] == "school_staff"
    confirm = f"/v1/grant-proposals/{asked.json()['id']}/confirm"
    assert_refused(await world.person(world.me).post(confirm), 403, "not_another_person")
    done = await world.person(world.other).post(confirm)
    assert done.status_code == 200, done.text
    assert await token_roles(world, holder) == [("coach", "executive_leader")]
    # Whom it is given to from now on is a grant that reaches far, whatever it is called.
    wish = role_of(await world.staff(), "coach")
    assert (await world.person(world.me).post("/v1/role-assignments", json=wish)).status_code == 202


async def test_nobody_changes_the_profile_of_a_role_of_theirs(world: World) -> None:
    await world.meet()
    await world.role(world.me, "coach", world.oak)
    reply = await change(world, "coach", world.person(world.me), profile="principal", place="school")
    assert_refused(reply, 403, "not_to_yourself")
    assert (
        await change(world, "coach", world.person(world.other), profile="principal", place="school")
    ).status_code == 200


async def test_a_role_on_a_far_profile_by_another_name_confirms_and_is_asked(world: World) -> None:
    wish = {
        "code": "superintendent",
        "names": {"en": "Superintendent"},
        "profile": "executive_leader",
        "place": "district",
    }
    await world.made("/v1/roles", wish)
    boss = await world.staff(("superintendent", None))
    await world.meet()
    asked = await world.person(world.me).post("/v1/role-assignments", json=role_of(world.other, "data_manager"))
    (work,) = (await world.machine.get("/v1/asked-work")).json()["items"]
    assert work["wish"]["person_id"] == str(boss)
    theirs = world.person(boss, [], held=[{"role": "superintendent", "profile": "executive_leader"}])
    assert (await theirs.post(f"/v1/grant-proposals/{asked.json()['id']}/confirm")).status_code == 200


async def test_a_roster_brings_any_role_it_is_let_where_it_is_held(world: World) -> None:
    await world.made("/v1/roles", AIDE)
    let = {"roles": ["lunch_aide", "teacher"]}
    assert (await world.machine.put("/v1/roster-roles", json=let, headers={"If-Match": '"0"'})).status_code == 200
    people = [
        listed_staff(world.id, "a", [("r1", "ext:lunch_aide", world.oak)]),
        listed_staff(world.id, "b", [("r2", "ext:lunch_aide", None)]),
    ]
    listed = {"listed_at": datetime.now(UTC) + timedelta(minutes=1), "staff": people}
    await world.partners.receive(world.id, ("assessment.staff.listed.v1", listed))
    assert await token_roles(world, people[0]["staff_id"]) == [("lunch_aide", "school_staff")]
    (left,) = (await world.machine.get("/v1/roster-roles/left-out")).json()["items"]
    assert (left["staff"]["id"], left["reason"]) == (str(people[1]["staff_id"]), "held_elsewhere")
    unknown = {"roles": ["lunch_aid"]}
    reply = await world.machine.put("/v1/roster-roles", json=unknown, headers={"If-Match": '"1"'})
    assert_refused(reply, 422, "no_such_role")


async def test_a_claim_rule_brings_any_role_and_one_that_came_to_reach_far_only_by_a_named_value(world: World) -> None:
    await world.made("/v1/roles", {**AIDE, "place": "either"})
    when = [{"claim": "groups", "operator": "present"}]
    rule = {"position": 1, "when": when, "role": "lunch_aide", "school": "district"}
    await world.made("/v1/claim-rules", rule)
    assert_refused(await world.machine.post("/v1/claim-rules", json={**rule, "role": "x_y"}), 422, "no_such_role")
    elsewhere = await world.machine.post("/v1/claim-rules", json={**rule, "role": "site_coordinator"})
    assert_refused(elsewhere, 422, "role_held_elsewhere")

    async def signed_in() -> list[tuple[str, str]]:
        person = await world.staff()
        async with work_for(world.partners.app.state.db, world.partners.settings, world.id) as ctx:
            await apply(ctx, await get_staff(ctx, person), {"groups": ["x"]}, None)
        return await token_roles(world, person)

    assert await signed_in() == [("lunch_aide", "school_staff")]
    # As a database of before has it: while a rule brings a role it comes to reach far no more.
    far = "update roles set profile = 'executive_leader' where district_id = $1 and code = 'lunch_aide' returning id"
    assert await world.partners.sql(far, world.id)
    assert await signed_in() == [], "a rule that names no value brings nothing that reaches far"


GUESTS = sorted(profiles.GUESTS)


@pytest.mark.parametrize("profile", profiles.CODES)
async def test_emergency_access_opens_to_the_districts_own_staff_alone(world: World, profile: str) -> None:
    place = "school" if profile in profiles.SCHOOL_HEADS else "either"
    await world.made("/v1/roles", {**AIDE, "code": "somebody", "profile": profile, "place": place})
    person = await world.staff(("somebody", world.oak))
    who = world.person(person, [], held=[{"role": "somebody", "profile": profile, "school_id": world.oak}])
    wish = {"reason": "Somebody wrote of harming others.", "disclosed_to": "The sheriff", "school_id": world.oak}
    reply = await who.post("/v1/emergency-access", json=wish)
    assert reply.status_code == (403 if profile in GUESTS else 201), reply.text


async def test_another_districts_role_is_none_here(partners: Service, world: World) -> None:
    other = await World(partners, new_id()).seed()
    await other.made("/v1/roles", AIDE)
    wish = role_of(await world.staff(), "lunch_aide", world.oak)
    assert_refused(await world.machine.post("/v1/role-assignments", json=wish), 422, "no_such_role")
