"""A principal fills the roles of their school: those the district lets them give, none of their own, none that reaches far."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, refusal_of
from tests.isolation.giving import World


@pytest.fixture
async def world(partners: Service, district_id: UUID) -> World:
    return await World(partners, district_id).seed()


def wish(staff_id: Any, role: str = "school_coordinator", **more: Any) -> dict[str, Any]:
    return {"staff_id": str(staff_id), "role": role, "starts_on": "2026-09-01", **more}


def principal(world: World, *roles: str) -> httpx.AsyncClient:
    return world.person(world.me, [(role, world.oak) for role in roles or ("principal",)])


async def give(world: World, by: httpx.AsyncClient, role: str, school: str = "") -> httpx.Response:
    path = f"/v1/schools/{school or world.oak}/role-assignments"
    return await by.post(path, json=wish(await world.staff(), role))


@pytest.mark.parametrize(
    ("held", "role", "refused"),
    [
        ("principal", "school_coordinator", None),
        ("principal", "community_school_coordinator", None),
        ("principal", "assistant_principal", None),
        ("principal", "volunteer_coordinator", None),
        ("principal", "principal", (403, "not_yours_to_give")),
        ("principal", "data_manager", (403, "not_yours_to_give")),
        ("principal", "district_team_member", (403, "not_yours_to_give")),
        ("principal", "district_captain", (403, "not_yours_to_give")),
        ("assistant_principal", "teacher", (403, "not_yours_to_give")),
        ("school_coordinator", "teacher", (403, "not_permitted")),
        ("teacher", "teacher", (403, "not_permitted")),
        ("principal", "princpal", (422, "no_such_role")),
    ],
)
async def test_who_gives_which_role_at_their_school(
    world: World, held: str, role: str, refused: tuple[int, str] | None
) -> None:
    await world.meet()
    profile = "school_administrator" if held == "assistant_principal" else held
    by = world.person(world.me, [], held=[{"role": held, "profile": profile, "school_id": world.oak}])
    reply = await give(world, by, role)
    assert (refusal_of(reply) if refused else reply.status_code) == (refused or 201), reply.text


async def test_not_at_another_school_and_not_to_oneself(world: World) -> None:
    await world.meet()
    by = principal(world)
    assert_refused(await give(world, by, "teacher", world.elm), 403, "not_permitted")
    own = await by.post(f"/v1/schools/{world.oak}/role-assignments", json=wish(world.me))
    assert_refused(own, 403, "not_to_yourself")


async def test_whoever_covers_for_a_principal_gives_no_role(world: World) -> None:
    await world.meet()
    held = [{"role": "principal", "school_id": world.oak, "covering": str(world.other)}]
    assert_refused(await give(world, world.person(world.me, [], held=held), "teacher"), 403, "not_yours_to_give")


async def test_the_district_says_who_gives_a_role(world: World) -> None:
    await world.meet()
    (row,) = (await world.machine.get("/v1/roles", params={"code": "coach"})).json()["items"]
    headers = {"If-Match": '"1"'}
    patch = {"given_by": ["school_administrator"]}
    assert (await world.machine.patch(f"/v1/roles/{row['id']}", json=patch, headers=headers)).status_code == 200
    assert_refused(await give(world, principal(world), "coach"), 403, "not_yours_to_give")
    assert (await give(world, principal(world, "school_administrator"), "coach")).status_code == 201
    # A role on one's own profile is never one's own to give, whatever the catalogue says.
    (row,) = (await world.machine.get("/v1/roles", params={"code": "assistant_principal"})).json()["items"]
    assert (await world.machine.patch(f"/v1/roles/{row['id']}", json=patch, headers=headers)).status_code == 200
    by = principal(world, "school_administrator")
    assert_refused(await give(world, by, "assistant_principal"), 403, "not_yours_to_give")


async def test_a_principal_ends_what_they_may_give_and_it_is_told_and_written_down(world: World) -> None:
    await world.meet()
    by = principal(world)
    given = (await give(world, by, "teacher")).json()
    path = f"/v1/schools/{world.oak}/role-assignments/{given['id']}"
    ended = await by.patch(path, json={"ends_on": "2027-06-30"}, headers={"If-Match": '"1"'})
    assert ended.json()["ends_on"] == "2027-06-30", ended.text
    told = [event["type"] for event in await world.partners.published(world.id, "partners.role.%ed.v1")]
    assert told[-2:] == ["partners.role.assigned.v1", "partners.role.ended.v1"]
    rows = await world.partners.sql(
        "select actor from audit_entries where district_id = $1 and action = 'role_granted'", world.id
    )
    assert [row["actor"] for row in rows] == [f"person:{world.me}"]


async def test_no_role_of_another_school_or_another_profile_is_ended(world: World) -> None:
    await world.meet()
    by, headers = principal(world), {"If-Match": '"1"'}
    elsewhere = await world.role(await world.staff(), "teacher", world.elm)
    of_district = await world.role(await world.staff(), "teacher")
    for id_ in (elsewhere, of_district, new_id()):
        path = f"/v1/schools/{world.oak}/role-assignments/{id_}"
        assert_refused(await by.patch(path, json={"ends_on": "2027-06-30"}, headers=headers), 404, "not_found")
    peer = await world.role(await world.staff(), "principal", world.oak)
    path = f"/v1/schools/{world.oak}/role-assignments/{peer}"
    assert_refused(await by.patch(path, json={"ends_on": "2027-06-30"}, headers=headers), 403, "not_yours_to_give")


async def test_a_schools_client_gives_what_the_school_may_give(world: World) -> None:
    client = world.partners.machine_at(world.id, UUID(world.oak))
    assert (await give(world, client, "teacher")).status_code == 201
    assert_refused(await give(world, client, "principal"), 403, "not_yours_to_give")
    assert_refused(await give(world, client, "teacher", world.elm), 403, "not_permitted")


Held = tuple[str, str | None]
ELSEWHERE = (403, "not_at_your_school")


@pytest.mark.parametrize(
    ("held", "refused"),
    [
        ([], None),
        ([("teacher", "oak")], None),
        ([("teacher", "oak"), ("teacher", "elm")], None),
        ([("nurse", None)], None),
        ([("teacher", "elm")], ELSEWHERE),
        ([("district_team_member", None)], ELSEWHERE),
        ([("district_team_member", None), ("coach", "oak")], None),
    ],
)
async def test_a_principal_gives_to_people_of_their_school_and_to_newcomers(
    world: World, held: list[Held], refused: tuple[int, str] | None
) -> None:
    await world.meet()
    schools = {"oak": world.oak, "elm": world.elm, None: None}
    person = await world.staff(*((role, schools[at]) for role, at in held))
    path, body = f"/v1/schools/{world.oak}/role-assignments", wish(person)
    reply = await principal(world).post(path, json=body)
    assert (refusal_of(reply) if refused else reply.status_code) == (refused or 201), reply.text
    if refused:
        client = world.partners.machine_at(world.id, UUID(world.oak))
        assert_refused(await client.post(path, json=body), *refused)
        assert_refused(await principal(world).post(path, json={**body, "starts_on": "2099-01-01"}), *refused)
        assert (await world.person(world.me).post(path, json=body)).status_code == 201, "a steward gives it to anybody"


async def test_who_moves_to_the_school_is_given_a_role_from_the_day_they_are_nowhere_else(world: World) -> None:
    await world.meet()
    person = await world.staff()
    elm = {**wish(person, "teacher", ends_on="2099-06-30"), "school_id": world.elm}
    await world.made("/v1/role-assignments", elm)
    path, by = f"/v1/schools/{world.oak}/role-assignments", principal(world)
    assert_refused(await by.post(path, json={**wish(person), "starts_on": "2099-06-30"}), *ELSEWHERE)
    assert (await by.post(path, json={**wish(person), "starts_on": "2099-07-01"})).status_code == 201


async def test_who_has_moved_away_is_not_brought_back_by_their_last_day(world: World) -> None:
    await world.meet()
    person = await world.staff()
    past = {**wish(person, "teacher", ends_on="2026-09-02"), "school_id": world.oak}
    path = f"/v1/schools/{world.oak}/role-assignments/{await world.made('/v1/role-assignments', past)}"
    await world.role(person, "teacher", world.elm)
    by, headers = principal(world), {"If-Match": '"1"'}
    assert_refused(await by.patch(path, json={"ends_on": None}, headers=headers), *ELSEWHERE)
    assert (await by.patch(path, json={"ends_on": "2026-09-01"}, headers=headers)).status_code == 200
