"""Plans as files."""

import json

from tests.isolation.answers import LEADING, REACHED
from tests.isolation.seeds import World
from tests.scheduling.factories import plan_of

FILE = json.dumps({**plan_of(), "title": "Another"}).encode()
UPLOADS = {"import_plan": ("application/json", FILE), "replace_plan_content": ("application/json", FILE)}
ANSWERED = {"export_plan": (LEADING, REACHED)}


async def changeable(world: World, operation: str) -> dict[str, str]:
    """A draft."""
    return {"plan_id": await world.made("/v1/plans", plan_of())} if operation == "replace_plan_content" else {}
