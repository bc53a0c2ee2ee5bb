"""Somebody linked at the provider."""

from tests.isolation.answers import ENDS
from tests.isolation.seeds import World

AFTER = ("access.identity_providers", "directory.staff")
UNVERSIONED = {"unlink_identity": ENDS}


async def seed(world: World) -> None:
    wish = {"provider_id": world.things["provider_id"], "subject": "x", "staff_id": world.things["staff_id"]}
    world.things["identity_id"] = await world.made("/v1/identities", wish)
