"""A school the directory knows."""

from tests.assessment.measures.administrations.factories import heard_school
from tests.isolation.seeds import World


async def begin(world: World) -> None:
    world.things["school_id"] = str(await heard_school(world.service, world.district_id))
