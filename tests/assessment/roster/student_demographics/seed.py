"""What is known of a student of the roster."""

from tests.isolation.seeds import World

AFTER = ("roster.students",)
BODIES = {"change_student_demographics": {"home_language": "es"}}


async def seed(world: World) -> None:
    path = f"/v1/students/{world.things['student_id']}/demographics"
    reply = await world.machine.patch(path, json={"asian": True}, headers={"If-Match": '"0"'})
    assert reply.status_code == 200, reply.text
