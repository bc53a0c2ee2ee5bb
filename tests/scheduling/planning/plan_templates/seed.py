"""Templates come with the service: only one that is not there can be a stranger's."""

from tests.isolation.answers import EVERY_DISTRICTS, LEADING, REACHED
from tests.isolation.seeds import World

COMMON = ("template_code",)
NO_LIST = {"list_plan_templates": EVERY_DISTRICTS}
ANSWERED = {"list_plan_templates": (LEADING, REACHED)}


async def seed(world: World) -> None:
    world.things["template_code"] = "nobodys"
