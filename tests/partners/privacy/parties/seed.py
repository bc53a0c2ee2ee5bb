"""A community partner."""

from tests.isolation.seeds import World
from tests.partners.factories import consenting_party

BODIES = {"add_party": consenting_party(name="Another")}
COMMON = ("party_id",)


async def seed(world: World) -> None:
    world.things["party_id"] = await world.made("/v1/parties", consenting_party())
