"""Two organisations that may be one."""

from tests.isolation.answers import ENDS, TAKES, TOWN, WITH_A_PLACE
from tests.isolation.seeds import World
from tests.partners.community.organizations.factories import CLINIC

AFTER = ("community.organizations",)
COMMON = ("match_id",)
GIVES_NOTHING = {"dismiss_organization_match": TAKES}
ANSWERED = dict.fromkeys(("list_organization_matches", "read_organization_match"), (WITH_A_PLACE, TOWN))
UNVERSIONED = {"dismiss_organization_match": ENDS}


async def seed(world: World) -> None:
    await world.made("/v1/organizations", CLINIC)
    found = (await world.machine.get("/v1/organization-matches")).json()["items"]
    world.things["match_id"] = found[0]["id"]
