"""A district with somebody in it."""

from tests.isolation.seeds import World
from tests.notifications.factories import District


async def begin(world: World) -> None:
    district = District(world.service, world.district_id)
    await district.settle()
    world.district = district
    world.things["staff_id"] = str(await district.person())
