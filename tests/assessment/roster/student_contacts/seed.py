"""A contact of a student of the roster."""

from tests.isolation.seeds import World

AFTER = ("roster.students",)
WISH = {"student_source_id": "000001", "contact_source_id": "g000001", "priority": 1, "relationship": "mother"}
BODIES = {"put_student_contacts": {"items": [WISH]}}


async def seed(world: World) -> None:
    reply = await world.machine.post("/v1/bulk/student-contacts", json={"items": [WISH]})
    assert reply.json()["done"] == 1, reply.text
