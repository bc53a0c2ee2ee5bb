"""An identity provider."""

from tests.isolation.answers import TAKES
from tests.isolation.seeds import World
from tests.partners.access.identity_providers.factories import registered

GIVES_NOTHING = {
    "retire_identity_provider": TAKES,
    "check_identity_provider": "reads the issuer's keys again, at the address that is trusted already",
}


async def seed(world: World) -> None:
    world.things["provider_id"] = str(await registered(world.service, world.district_id))
