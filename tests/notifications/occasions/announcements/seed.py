"""An announcement to one person."""

from typing import Any

from tests.isolation.seeds import World


async def seed(world: World) -> None:
    said = bodies(world.things)["send_announcement"]
    world.things["announcement_id"] = await world.made("/v1/announcements", said)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """To whom, and what."""
    audience = {"staff_ids": [things["staff_id"]]}
    said = {"title": "x", "body": "x", "audience": audience, "expected_count": 1}
    return {"preview_announcement": {"audience": audience}, "send_announcement": said}
