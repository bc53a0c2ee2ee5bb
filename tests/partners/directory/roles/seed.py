"""A role for the whole district, that emergency access stands on too."""

from typing import Any

from tests.isolation.answers import DIRECTORY, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("directory.staff",)
COMMON = ("assignment_id",)
ANSWERED = {"list_role_assignments": (WITH_A_PLACE, DIRECTORY), "read_role_assignment": (WITH_A_PLACE, DIRECTORY)}
TO_MENTORS = {"list_role_assignments": READ_BY_ALL, "read_role_assignment": READ_BY_ALL}


async def seed(world: World) -> None:
    role = {"staff_id": world.things["staff_id"], "role": "principal", "starts_on": "2026-09-01"}
    world.things["assignment_id"] = await world.made("/v1/role-assignments", role)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """Roles at the school."""
    role = {"staff_id": things["staff_id"], "role": "principal", "school_id": things["school_id"]}
    role["starts_on"] = "2026-09-01"
    return {"assign_role": role, "assign_roles": {"items": [role]}}
