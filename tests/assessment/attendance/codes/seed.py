"""A code of the district's."""

from tests.isolation.answers import READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

BODIES = {
    "add_attendance_code": {"code": "UNX", "category": "unexcused"},
    "change_attendance_code": {"category": "excused"},
}
COMMON = ("attendance_code_id",)
ANSWERED = {
    "list_attendance_codes": (WITH_A_PLACE, "words of the district, which name nobody"),
    "read_attendance_code": (WITH_A_PLACE, "words of the district, which name nobody"),
}
TO_MENTORS = {"list_attendance_codes": READ_BY_ALL, "read_attendance_code": READ_BY_ALL}


async def seed(world: World) -> None:
    wish = {"code": "A", "category": "unexcused"}
    world.things["attendance_code_id"] = await world.made("/v1/attendance-codes", wish)
