"""A proof."""

from tests.isolation.seeds import World
from tests.scheduling.factories import TODAY
from tests.scheduling.work.evidence.factories import once, scored_on

AFTER = ("planning.plans",)


async def seed(world: World) -> None:
    await world.district.published(once(TODAY))
    await world.service.redeliver(scored_on(world.district, TODAY))
