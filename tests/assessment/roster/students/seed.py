"""A student of the roster."""

from tests.assessment import bundles
from tests.isolation.answers import CALENDAR, OF_THEIRS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("roster.roster_imports",)
ANSWERED = {"list_academic_sessions": (WITH_A_PLACE, CALENDAR)}
TO_MENTORS = {
    "list_academic_sessions": READ_BY_ALL,
    "list_students": OF_THEIRS,
    "list_guardians": OF_THEIRS,
    "list_classes": OF_THEIRS,
    "list_enrollments": OF_THEIRS,
}


async def seed(world: World) -> None:
    students = await bundles.items(world.service, world.district_id, "/v1/students")
    world.things["student_id"] = students[0]["id"]
