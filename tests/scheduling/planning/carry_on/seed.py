"""A school year for the published plan to go on in."""

from tests.isolation.seeds import World
from tests.scheduling.planning.carry_on.factories import next_year

AFTER = ("planning.plans",)


async def seed(world: World) -> None:
    await next_year(world.district)
