"""A school."""

from tests.isolation.answers import DIRECTORY, FACT, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

COMMON = ("school_id",)
ANSWERED = {"list_schools": (WITH_A_PLACE, DIRECTORY), "read_school": (WITH_A_PLACE, DIRECTORY)}
GIVES_NOTHING = {"add_school": FACT, "change_schools": FACT, "change_school": FACT}
TO_MENTORS = {"list_schools": READ_BY_ALL, "read_school": READ_BY_ALL}


async def seed(world: World) -> None:
    world.things["school_id"] = await world.made("/v1/schools", {"name": "Oak", "local_code": "1"})
