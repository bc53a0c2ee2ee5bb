"""A role for the whole district, that emergency access stands on too, and one at the school."""

from typing import Any

from tests.isolation.answers import DIRECTORY, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("directory.staff", "directory.schools")
COMMON = ("assignment_id", "school_assignment_id")
ANSWERED = {"list_role_assignments": (WITH_A_PLACE, DIRECTORY), "read_role_assignment": (WITH_A_PLACE, DIRECTORY)}
TO_MENTORS = {"list_role_assignments": READ_BY_ALL, "read_role_assignment": READ_BY_ALL}


async def seed(world: World) -> None:
    role = {"staff_id": world.things["staff_id"], "role": "counselor", "starts_on": "2026-09-01"}
    world.things["assignment_id"] = await world.made("/v1/role-assignments", role)
    at_school = {**role, "role": "teacher", "school_id": world.things["school_id"]}
    world.things["school_assignment_id"] = await world.made("/v1/role-assignments", at_school)


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """Roles at the school."""
    role = {"staff_id": things["staff_id"], "role": "principal", "school_id": things["school_id"]}
    role["starts_on"] = "2026-09-01"
    given = {"staff_id": things["staff_id"], "role": "coach", "starts_on": "2026-09-01"}
    many = {"items": [{**role, "role": "nurse"}]}
    taken_back = {name: {"reason": "by_mistake"} for name in ("revoke_role", "revoke_school_role")}
    return {"assign_role": role, "assign_roles": many, "give_school_role": given, **taken_back}
