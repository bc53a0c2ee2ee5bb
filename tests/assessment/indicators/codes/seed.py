"""A word of the district's."""

from tests.isolation.answers import READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

BODIES = {
    "add_indicator_code": {"kind": "action", "code": "ISS", "meaning": "suspended_in"},
    "change_indicator_code": {"meaning": "suspended_in"},
}
COMMON = ("indicator_code_id",)
ANSWERED = {
    "list_indicator_codes": (WITH_A_PLACE, "words of the district, which name nobody"),
    "read_indicator_code": (WITH_A_PLACE, "words of the district, which name nobody"),
}
TO_MENTORS = {"list_indicator_codes": READ_BY_ALL, "read_indicator_code": READ_BY_ALL}


async def seed(world: World) -> None:
    wish = {"kind": "action", "code": "OSS", "meaning": "suspended_out"}
    world.things["indicator_code_id"] = await world.made("/v1/indicator-codes", wish)
