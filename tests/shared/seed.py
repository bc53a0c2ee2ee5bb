"""What every service has: a dead letter; and where services ask people for work, something asked."""

from tests.isolation import seeds
from tests.isolation.answers import AS_THEY_ARE, ENDS, EVERYBODY, FIGURES, ONE_THING, OWN, WORDS

NO_LIST = {
    "export_audit_entries": "lines of what list_audit_entries lists",
    "read_me": ONE_THING,
    "read_texts": WORDS,
    "read_setup": FIGURES,
}
BODIES = {"create_tickets": {"paths": ["/v1/audit-entries/export"]}}
ANSWERED = {"read_me": (EVERYBODY, OWN), "read_texts": (EVERYBODY, WORDS), "create_tickets": (EVERYBODY, AS_THEY_ARE)}
TO_MENTORS = {"read_me": OWN, "read_texts": WORDS, "create_tickets": AS_THEY_ARE}
UNVERSIONED = {"drop_dead_letter": ENDS}
GIVES_NOTHING = {
    "create_tickets": AS_THEY_ARE,
    "retry_dead_letter": "an event that was published already",
    "drop_dead_letter": "an event that was published already",
}


async def seed(world: seeds.World) -> None:
    world.things["dead_letter_id"] = await seeds.dead_letter(world.service, world.district_id)
    if any(route.name == "list_asked_work" for route in seeds.guarded_routes(world.service)):
        await seeds.asked_work(world.service, world.district_id)
