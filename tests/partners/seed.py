"""A district that has just been set up."""

from tests.isolation.seeds import World
from tests.partners.factories import set_up


async def begin(world: World) -> None:
    await set_up(world.service, world.district_id)
