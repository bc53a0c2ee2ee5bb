"""A day type nobody else has."""

from shared.ids import new_id
from tests.isolation.answers import CALENDAR, EVERY_DISTRICTS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

COMMON = ("day_type_code",)
NO_LIST = {"list_day_types": EVERY_DISTRICTS}
ANSWERED = {"list_day_types": (WITH_A_PLACE, CALENDAR), "read_day_type": (WITH_A_PLACE, CALENDAR)}
TO_MENTORS = {"list_day_types": READ_BY_ALL, "read_day_type": READ_BY_ALL}


async def seed(world: World) -> None:
    code = f"day_{new_id().hex}"
    wish = {"code": code, "title": "A day of ours", "school_is_held": True}
    await world.district.author.post("/v1/day-types", json=wish)
    world.things["day_type_code"] = code
