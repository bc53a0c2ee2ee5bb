"""What every service has: a dead letter."""

from tests.isolation import seeds
from tests.isolation.answers import ENDS

NO_LIST = {"export_audit_entries": "lines of what list_audit_entries lists"}
UNVERSIONED = {"drop_dead_letter": ENDS}
GIVES_NOTHING = {
    "retry_dead_letter": "an event that was published already",
    "drop_dead_letter": "an event that was published already",
}


async def seed(world: seeds.World) -> None:
    world.things["dead_letter_id"] = await seeds.dead_letter(world.service, world.district_id)
