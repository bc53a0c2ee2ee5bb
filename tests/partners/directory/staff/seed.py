"""Somebody who works here."""

from tests.isolation.answers import DIRECTORY, NEW_PERSON, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

COMMON = ("staff_id",)
ANSWERED = {"list_staff": (WITH_A_PLACE, DIRECTORY), "read_staff": (WITH_A_PLACE, DIRECTORY)}
GIVES_NOTHING = {"add_staff": NEW_PERSON, "add_many_staff": NEW_PERSON}
TO_MENTORS = {"list_staff": READ_BY_ALL, "read_staff": READ_BY_ALL}


async def seed(world: World) -> None:
    world.things["staff_id"] = await world.made("/v1/staff", {"given_name": "A", "family_name": "B"})
