"""The small district, one of its schools and who coordinates it."""

from tests.isolation.seeds import World
from tests.scheduling.factories import District


async def begin(world: World) -> None:
    district = await District(world.service, world.district_id).seed()
    world.district = district
    world.things |= {"school_id": str(district.schools["oak"]), "staff_id": str(district.people["coordinator_oak"])}
