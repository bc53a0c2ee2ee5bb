"""A relationship of the school with a body, kept by the seeds' person."""

from typing import Any

from tests.isolation.answers import FACT
from tests.isolation.seeds import World

AFTER = ("directory.schools", "directory.staff")
GIVES_NOTHING = dict.fromkeys(("add_relationship", "change_relationship"), FACT)


async def seed(world: World) -> None:
    body = {"staff_id": world.things["staff_id"], "role": "school_coordinator", "school_id": world.things["school_id"]}
    await world.made("/v1/role-assignments", {**body, "starts_on": "2026-08-24"})
    said = {"school_id": world.things["school_id"], "owner_id": world.things["staff_id"]}
    world.things["relationship_id"] = await world.made("/v1/relationships", {**said, "body": "School board"})


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """One more of the school."""
    said = {"school_id": things["school_id"], "owner_id": things["staff_id"]}
    return {"add_relationship": {**said, "body": "Youth council"}, "change_relationship": {"aim": "To be heard."}}
