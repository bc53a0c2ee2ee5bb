"""A second person stands for those who held a role when they were asked; nobody else comes in with them."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.partners.directory.roles.granting import role_for
from shared.context.work import work_for
from shared.testing.calls import Service, assert_refused
from tests.isolation.giving import World, role_of
from tests.partners.directory.role_catalogue.calls import change, role, token_roles

TAKE = text("select from roles where id = cast(:id as uuid) for no key update nowait")


@pytest.fixture
async def world(partners: Service, district_id: UUID) -> World:
    world = await World(partners, district_id).seed()
    await world.meet()
    return world


async def asked(world: World) -> str:
    reply = await change(world, "coach", world.person(world.me), profile="data_manager", given_by=[])
    assert reply.status_code == 202, reply.text
    return f"/v1/grant-proposals/{reply.json()['id']}/confirm"


async def give(world: World, person: UUID, **wish: object) -> httpx.Response:
    reply = await world.person(world.me).post("/v1/role-assignments", json={**role_of(person, "coach"), **wish})
    assert reply.status_code == 201, reply.text
    return reply


async def test_whoever_was_given_the_role_meanwhile_does_not_come_to_reach_far(world: World) -> None:
    confirm, late = await asked(world), await world.staff()
    await give(world, late)
    assert_refused(await world.person(world.other).post(confirm), 409, "held_since")
    assert (await role(world, "coach"))["profile"] == "school_staff"
    assert await token_roles(world, late) == [("coach", "school_staff")]


async def test_nor_whose_end_was_lifted_meanwhile(world: World) -> None:
    late = await world.staff()
    held = (await give(world, late, ends_on="2099-01-01")).json()
    confirm = await asked(world)
    headers = {"If-Match": f'"{held["version"]}"'}
    moved = await world.person(world.me).patch(
        f"/v1/role-assignments/{held['id']}", json={"ends_on": None}, headers=headers
    )
    assert moved.status_code == 200, moved.text
    assert_refused(await world.person(world.other).post(confirm), 409, "held_since")


async def test_who_held_it_when_it_was_asked_does(world: World) -> None:
    early = await world.staff(("coach", None))
    confirm = await asked(world)
    assert (await world.person(world.other).post(confirm)).status_code == 200
    assert await token_roles(world, early) == [("coach", "data_manager")]


async def test_whoever_changes_a_role_waits_for_who_gives_it(world: World) -> None:
    late, row = await world.staff(), await role(world, "coach")
    state, settings = world.partners.app.state, world.partners.settings
    async with work_for(state.db, settings, world.id) as giving, work_for(state.db, settings, world.id) as changing:
        await role_for(giving, late, ["coach"])
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            await changing.session.execute(TAKE, {"id": row["id"]})
