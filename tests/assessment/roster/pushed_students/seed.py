"""A student of the roster, by the system's own id."""

from tests.isolation.answers import ENDS, NAMED_BY_CALLER, WHOLE
from tests.isolation.seeds import World

AFTER = ("roster.roster_imports",)
NAMES = {"given_name": "Gina", "family_name": "Child"}
BODIES = {
    "push_student": NAMES,
    "push_students": {"items": [{"source": "push_of_many", "source_id": "N-1", **NAMES}]},
}
#: Words of the system's own, which every district may have.
COMMON = ("source", "source_id")
MADE_BY_NAME = dict.fromkeys(("push_student", "student_has_left"), NAMED_BY_CALLER)
UNVERSIONED = {"push_student": WHOLE, "student_has_left": ENDS}


async def seed(world: World) -> None:
    world.things |= {"source": "pushes_to_seed", "source_id": "pushed-to-seed"}
    reply = await world.machine.put("/v1/students/pushes_to_seed/pushed-to-seed", json=NAMES)
    assert reply.status_code == 201, reply.text
