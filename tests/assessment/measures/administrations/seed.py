"""An administration that has begun."""

from uuid import UUID

from tests.assessment.measures.administrations.factories import begin
from tests.isolation.answers import OF_THEIRS
from tests.isolation.seeds import World

AFTER = ("measures.instruments",)
BODIES = {"record_answers": {"answers": [{"item_code": "a0", "points": 2}]}}
TO_MENTORS = {"list_administrations": OF_THEIRS}


async def seed(world: World) -> None:
    begun = await begin(world.machine, UUID(world.things["school_id"]), world.things["instrument_id"])
    world.things["administration_id"] = begun.json()["id"]
