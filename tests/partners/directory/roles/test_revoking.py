"""A role given by mistake is taken back at once, not at midnight, by whoever may give it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.directory.roles.service import roles_for_token
from shared.context.work import work_for
from shared.testing.calls import Service, assert_refused
from tests.isolation.giving import World, role_of
from tests.partners.directory.roles.factories import end, today
from tests.partners.factories import listed_staff

BY_MISTAKE = {"reason": "by_mistake"}


@pytest.fixture
async def world(partners: Service, district_id: UUID) -> World:
    return await World(partners, district_id).seed()


def yesterday() -> str:
    """The district's day before."""
    return (today() - timedelta(days=1)).isoformat()


async def role_from_today(
    world: World, person: UUID, role: str = "teacher", school: str | None = None, **days: Any
) -> str:
    """Somebody's role from today on."""
    wish = {**role_of(person, role, school), "starts_on": today().isoformat(), **days}
    return await world.made("/v1/role-assignments", wish)


async def revoke(world: World, role: str, by: httpx.AsyncClient | None = None, school: str = "") -> httpx.Response:
    where = f"/v1/schools/{school}" if school else "/v1"
    return await (by or world.machine).post(f"{where}/role-assignments/{role}/revoke", json=BY_MISTAKE)


async def token_roles(world: World, person: UUID) -> list[str | None]:
    async with work_for(world.partners.app.state.db, world.partners.settings, world.id) as ctx:
        return [role["role"] for role in await roles_for_token(ctx, person, await ctx.today())]


async def test_it_is_over_at_once_everywhere_and_written_down(world: World) -> None:
    person = await world.staff()
    role = await role_from_today(world, person, "teacher", world.oak)
    assert await token_roles(world, person) == ["teacher"]
    reply = await revoke(world, role)
    assert (reply.status_code, reply.json()["ends_on"]) == (200, yesterday()), reply.text
    assert await token_roles(world, person) == []
    held = {"staff_id": str(person), "held_on": today().isoformat()}
    assert (await world.machine.get("/v1/role-assignments", params=held)).json()["items"] == []
    (told,) = await world.partners.published(world.id, "partners.role.ended.v1")
    assert (told["data"]["assignment_id"], told["data"]["ends_on"]) == (role, yesterday())
    (access,) = await world.partners.published(world.id, "partners.access.ended.v1")
    assert (access["data"]["holder_id"], access["data"]["reason"]) == (str(person), "role_ended")
    (entry,) = await world.partners.sql(
        "select reason, rows from audit_entries where district_id = $1 and action = 'role_ended'", world.id
    )
    assert "by_mistake" in str(entry["reason"])
    assert role in str(entry["rows"])


async def test_who_was_never_there_is_none_of_the_schools_people(world: World) -> None:
    stays, never = await world.staff(("teacher", world.oak)), await world.staff()
    role = await role_from_today(world, never, "teacher", world.oak)
    query = {"school_id": world.oak}
    there = (await world.machine.get("/v1/staff", params=query)).json()["items"]
    assert {one["id"] for one in there} == {str(stays), str(never)}
    await revoke(world, role)
    there = (await world.machine.get("/v1/staff", params=query)).json()["items"]
    assert [one["id"] for one in there] == [str(stays)]


async def test_one_that_has_not_begun_never_does(world: World) -> None:
    person = await world.staff()
    role = await role_from_today(world, person, starts_on="2099-09-01")
    assert (await revoke(world, role)).json()["ends_on"] == yesterday()
    held = {"staff_id": str(person), "held_on": "2099-09-01"}
    assert (await world.machine.get("/v1/role-assignments", params=held)).json()["items"] == []
    assert await world.partners.published(world.id, "partners.access.ended.v1") == [], "nobody held it"


async def test_it_can_be_given_anew(world: World) -> None:
    person = await world.staff()
    await revoke(world, await role_from_today(world, person, "teacher", world.oak))
    await role_from_today(world, person, "teacher", world.oak)
    assert await token_roles(world, person) == ["teacher"]


async def test_what_is_over_is_taken_back_no_more(world: World) -> None:
    person = await world.staff()
    role = await role_from_today(world, person)
    assert (await revoke(world, role)).status_code == 200
    assert_refused(await revoke(world, role), 409, "role_over")
    ended = await role_from_today(world, person, "counselor", starts_on="2026-01-01")
    await end(world.partners, world.id, ended, today() - timedelta(days=5))
    assert_refused(await revoke(world, ended), 409, "role_over")
    kept = (await world.machine.get(f"/v1/role-assignments/{ended}")).json()
    assert kept["ends_on"] == (today() - timedelta(days=5)).isoformat()


async def test_one_that_reaches_far_is_taken_back_by_one_person_but_not_by_its_holder(world: World) -> None:
    await world.meet()
    role = await role_from_today(world, world.other, "data_manager")
    assert_refused(await revoke(world, role, world.person(world.other)), 403, "not_to_yourself")
    assert (await revoke(world, role, world.person(world.me))).status_code == 200
    assert await token_roles(world, world.other) == []


async def test_a_principal_takes_back_what_they_may_give(world: World) -> None:
    await world.meet()
    by = world.person(world.me, [("principal", world.oak)])
    person = await world.staff()
    role = await role_from_today(world, person, "teacher", world.oak)
    assert_refused(await revoke(world, role, by), 403, "not_permitted")
    assert_refused(await revoke(world, role, by, world.elm), 403, "not_permitted")
    assert (await revoke(world, role, by, world.oak)).status_code == 200
    elsewhere = await role_from_today(world, person, "teacher", world.elm)
    assert_refused(await revoke(world, elsewhere, by, world.oak), 404, "not_found")
    peer = await role_from_today(world, await world.staff(), "principal", world.oak)
    assert_refused(await revoke(world, peer, by, world.oak), 403, "not_yours_to_give")
    assert await token_roles(world, person) == ["teacher"]


async def test_what_the_roster_brings_the_roster_takes_away_at_once_too(world: World) -> None:
    listed = listed_staff(world.id, "a", [("r1", "teacher", world.oak)])

    async def roster(hour: int, roles: list[Any]) -> None:
        told = {"listed_at": f"{today()}T{hour:02}:00:00Z", "staff": [{**listed, "roles": roles}]}
        await world.partners.receive(world.id, ("assessment.staff.listed.v1", told))

    await roster(1, [{**role, "starts_on": today()} for role in listed["roles"]])
    assert await token_roles(world, listed["staff_id"]) == ["teacher"]
    (row,) = (await world.machine.get("/v1/role-assignments")).json()["items"]
    assert_refused(await revoke(world, row["id"]), 409, "roster_owned")
    await roster(2, [])
    assert await token_roles(world, listed["staff_id"]) == []
    (told,) = await world.partners.published(world.id, "partners.role.ended.v1")
    assert told["data"]["ends_on"] == yesterday()


async def test_a_reason_nobody_knows_changes_nothing(world: World) -> None:
    person = await world.staff()
    role = await role_from_today(world, person)
    reply = await world.machine.post(f"/v1/role-assignments/{role}/revoke", json={"reason": "because"})
    assert_refused(reply, 422, "invalid")
    assert await token_roles(world, person) == ["teacher"]
