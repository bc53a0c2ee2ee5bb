"""Two organisations that may be one."""

from tests.isolation.answers import TAKES
from tests.isolation.seeds import World
from tests.partners.community.organizations.factories import CLINIC

AFTER = ("community.organizations",)
COMMON = ("match_id",)
GIVES_NOTHING = {"dismiss_organization_match": TAKES}


async def seed(world: World) -> None:
    await world.made("/v1/organizations", CLINIC)
    found = (await world.machine.get("/v1/organization-matches")).json()["items"]
    world.things["match_id"] = found[0]["id"]
