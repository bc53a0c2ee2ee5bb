"""A draft of a definition."""

from tests.assessment.attendance.definitions.factories import URL, ours
from tests.isolation.answers import EVERY_DISTRICTS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

BODIES = {"draft_attendance_definition": ours(), "change_attendance_definition": {"title": "x"}}
COMMON = ("attendance_definition_id",)
RULES = (WITH_A_PLACE, "words of the district, which name nobody")
ANSWERED = {
    "list_attendance_definition_presets": RULES,
    "list_attendance_definitions": RULES,
    "read_attendance_definition": RULES,
}
TO_MENTORS = dict.fromkeys(ANSWERED, READ_BY_ALL)
NO_LIST = {"list_attendance_definition_presets": EVERY_DISTRICTS}


async def seed(world: World) -> None:
    world.things["attendance_definition_id"] = await world.made(URL, ours())
