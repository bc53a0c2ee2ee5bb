"""The same role at the same place is given to somebody by hand once: whoever holds it twice is asked twice for everything."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.testing.calls import Service, assert_refused
from tests.isolation.giving import World, role_of
from tests.partners.directory.roles.factories import end, today
from tests.partners.factories import listed_staff


@pytest.fixture
async def world(partners: Service, district_id: Any) -> World:
    return await World(partners, district_id).seed()


def days(starts_on: str, ends_on: str | None = None) -> dict[str, Any]:
    """From a day to a day."""
    return {"starts_on": starts_on, "ends_on": ends_on}


HELD = days("2026-09-01", "2027-06-30")


@pytest.mark.parametrize(
    ("wish", "is_refused"),
    [
        (days("2026-09-01", "2027-06-30"), True),
        (days("2027-06-30"), True),
        (days("2026-01-01", "2026-09-01"), True),
        (days("2026-01-01"), True),
        (days("2027-07-01"), False),
        (days("2026-01-01", "2026-08-31"), False),
    ],
)
async def test_it_is_given_again_only_for_other_days(world: World, wish: dict[str, Any], is_refused: bool) -> None:
    person = await world.staff()
    first = await world.made("/v1/role-assignments", {**role_of(person, "teacher", world.oak), **HELD})
    reply = await world.machine.post("/v1/role-assignments", json={**role_of(person, "teacher", world.oak), **wish})
    if is_refused:
        assert_refused(reply, 409, "role_held_already")
        assert first in reply.json()["detail"]
    else:
        assert reply.status_code == 201, reply.text


async def test_another_role_place_or_person_is_another_thing(world: World) -> None:
    person = await world.staff(("teacher", world.oak))
    for wish in (
        role_of(person, "counselor", world.oak),
        role_of(person, "teacher", world.elm),
        role_of(person, "teacher"),
        role_of(await world.staff(), "teacher", world.oak),
    ):
        await world.made("/v1/role-assignments", wish)
    # For the district too there is one of each.
    again = await world.machine.post("/v1/role-assignments", json=role_of(person, "teacher"))
    assert_refused(again, 409, "role_held_already")


async def test_an_end_is_not_moved_into_what_was_given_for_later(world: World) -> None:
    person = await world.staff()
    first = await world.made("/v1/role-assignments", {**role_of(person, "teacher", world.oak), **HELD})
    later = {**role_of(person, "teacher", world.oak), **days("2027-09-01")}
    await world.made("/v1/role-assignments", later)
    for ends_on in (None, "2027-09-01"):
        reply = await world.machine.patch(
            f"/v1/role-assignments/{first}", json={"ends_on": ends_on}, headers={"If-Match": '"1"'}
        )
        assert_refused(reply, 409, "role_held_already")
    await end(world.partners, world.id, first, datetime(2027, 8, 31, tzinfo=UTC).date())


async def test_in_a_list_only_what_is_given_again_is_refused(world: World) -> None:
    person, other = await world.staff(), await world.staff()
    wishes = [role_of(who, "teacher", world.oak) for who in (person, person, other)]
    reply = (await world.machine.post("/v1/bulk/role-assignments", json={"items": wishes})).json()
    assert [row["refusal"] and row["refusal"]["code"] for row in reply["rows"]] == [None, "role_held_already", None]


async def test_a_principal_gives_it_once_too(world: World) -> None:
    await world.meet()
    person = await world.staff(("teacher", world.oak))
    wish = {"staff_id": str(person), "role": "teacher", "starts_on": "2026-09-01"}
    by = world.person(world.me, [("principal", world.oak)])
    reply = await by.post(f"/v1/schools/{world.oak}/role-assignments", json=wish)
    assert_refused(reply, 409, "role_held_already")


async def test_what_waits_for_a_second_person_is_refused_before_it_waits(world: World) -> None:
    await world.meet()
    person = await world.staff(("data_manager", None))
    reply = await world.person(world.me).post("/v1/role-assignments", json=role_of(person, "data_manager"))
    assert_refused(reply, 409, "role_held_already")
    assert (await world.person(world.other).get("/v1/grant-proposals")).json()["items"] == []


async def sources(world: World, person: Any) -> list[str]:
    """Who gave what the person holds today."""
    held = {"staff_id": str(person), "held_on": today().isoformat()}
    found = (await world.machine.get("/v1/role-assignments", params=held)).json()["items"]
    return sorted(one["granted_by"] for one in found)


async def test_the_roster_brings_it_besides_and_takes_away_its_own(world: World) -> None:
    listed = listed_staff(world.id, "a", [("r1", "teacher", world.oak)])
    moment = datetime.now(UTC)

    async def roster(hours: int, **person: Any) -> None:
        told = {"listed_at": moment + timedelta(hours=hours), "staff": [{**listed, **person}]}
        await world.partners.receive(world.id, ("assessment.staff.listed.v1", told))

    await roster(1)
    await world.role(listed["staff_id"], "teacher", world.oak)
    assert await sources(world, listed["staff_id"]) == ["manual", "roster"]
    await world.partners.sql("update role_assignments set starts_on = '2026-01-01' where district_id = $1", world.id)
    await roster(2, roles=[])
    assert await sources(world, listed["staff_id"]) == ["manual"]
