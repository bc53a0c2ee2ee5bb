"""Somebody's feed."""

from typing import Any

from tests.isolation.answers import ENDS, OF_THEIRS, OWN
from tests.isolation.seeds import World

UNVERSIONED = {"revoke_feed": ENDS}
TO_MENTORS = {"list_feeds": OF_THEIRS, "create_feed": OWN}


async def seed(world: World) -> None:
    world.things["feed_id"] = await world.made("/v1/feeds", {"kind": "person"}, world.district.oak)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """The school's."""
    return {"create_feed": {"kind": "school", "school_id": things["school_id"]}}
