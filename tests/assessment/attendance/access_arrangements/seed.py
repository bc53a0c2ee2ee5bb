"""Somebody who gets attendance regularly."""

from tests.assessment.attendance.access_arrangements.factories import URL, arrangement, staff
from tests.isolation.seeds import World

COMMON = ("access_arrangement_id",)


def bodies(things: dict[str, str]) -> dict[str, object]:
    """What the calls take."""
    return {
        "add_access_arrangement": arrangement(things["access_holder_id"], things["access_holder_id"]),
        "change_access_arrangement": {"title": "x"},
    }


async def seed(world: World) -> None:
    holder = await staff(world.service, world.district_id)
    world.things["access_holder_id"] = str(holder)
    world.things["access_arrangement_id"] = await world.made(URL, arrangement(holder, holder))


async def changeable(world: World, operation: str) -> dict[str, str]:
    """One that is active."""
    holder = world.things["access_holder_id"]
    return {"access_arrangement_id": await world.made(URL, arrangement(holder, holder))}
