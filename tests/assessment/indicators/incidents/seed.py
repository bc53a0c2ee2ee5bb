"""An incident."""

from tests.isolation.answers import OF_THEIRS
from tests.isolation.seeds import World

AFTER = ("indicators.batches",)
TO_MENTORS = {"list_incidents": OF_THEIRS}


async def seed(world: World) -> None:
    (found, *_) = (await world.machine.get("/v1/incidents")).json()["items"]
    world.things["incident_id"] = found["id"]
