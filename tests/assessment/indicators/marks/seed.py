"""A mark."""

from tests.isolation.answers import OF_THEIRS
from tests.isolation.seeds import World

AFTER = ("indicators.batches",)
TO_MENTORS = {"list_marks": OF_THEIRS}


async def seed(world: World) -> None:
    (found, *_) = (await world.machine.get("/v1/marks")).json()["items"]
    world.things["mark_id"] = found["id"]
