"""A role of the district's own."""

from typing import Any

from tests.isolation.answers import DIRECTORY, READ_BY_ALL, TRIES, WITH_A_PLACE
from tests.isolation.seeds import World

COMMON = ("role_id",)
ANSWERED = {"list_roles": (WITH_A_PLACE, DIRECTORY), "read_role": (WITH_A_PLACE, DIRECTORY)}
GIVES_NOTHING = {
    "add_role": "nobody holds it yet, and giving it is decided then",
    "preview_role_profile": TRIES,
}
TO_MENTORS = {"list_roles": READ_BY_ALL, "read_role": READ_BY_ALL}


async def seed(world: World) -> None:
    role = {"code": "lunch_aide", "names": {"en": "Lunch aide"}, "profile": "school_staff", "place": "school"}
    world.things["role_id"] = await world.made("/v1/roles", role)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """A role more, and the seeded one elsewhere."""
    return {
        "add_role": {"code": "reader", "names": {"en": "Reader"}, "profile": "volunteer", "place": "school"},
        "change_role": {"names": {"en": "Lunch helper"}},
        "preview_role_profile": {"profile": "teacher"},
    }
