"""An emergency access, open."""

from uuid import UUID

from tests.isolation.answers import OF_THEIRS, TAKES
from tests.isolation.seeds import World
from tests.partners.privacy.emergency_access.factories import WISH

AFTER = ("directory.roles",)
GIVES_NOTHING = {"close_emergency_access": TAKES}
TO_MENTORS = {"list_emergency_access": OF_THEIRS}


async def seed(world: World) -> None:
    opener = world.service.person(world.district_id, UUID(world.things["staff_id"]), ("counselor", None))
    world.things["emergency_id"] = await world.made("/v1/emergency-access", WISH, opener)
