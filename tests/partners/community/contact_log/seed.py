"""Somebody was in touch."""

from tests.isolation.answers import ENDS, FACT, TAKES
from tests.isolation.seeds import World

AFTER = ("community.relationships",)
BODIES = {"log_contact": {"happened_on": "2026-10-01", "way": "call"}}
GIVES_NOTHING = {"log_contact": FACT, "remove_contact_log_entry": TAKES}
UNVERSIONED = {"remove_contact_log_entry": ENDS}


async def seed(world: World) -> None:
    path = f"/v1/relationships/{world.things['relationship_id']}/contacts"
    world.things["contact_log_id"] = await world.made(path, BODIES["log_contact"])
