"""A team of a school with somebody on it, and one more of the district's."""

from typing import Any

from tests.isolation.answers import OWN_WORK
from tests.isolation.seeds import World

AFTER = ("directory.schools", "directory.staff")
#: Its member is of the staff.
BODIES = {"change_team_member": {"meeting_roles": ["leader"], "stands_in_for": ["facilitator"]}}
GIVES_NOTHING = dict.fromkeys(("add_team", "change_team", "add_team_member", "change_team_member"), OWN_WORK)
ATTENDANCE = {"kind": "attendance", "name": "Attendance team", "starts_on": "2026-08-24"}


async def seed(world: World) -> None:
    world.things["team_id"] = await world.made("/v1/teams", {**ATTENDANCE, "school_id": world.things["school_id"]})
    member = {"staff_id": world.things["staff_id"], "meeting_roles": ["leader"], "starts_on": "2026-08-24"}
    reply = await world.machine.post(f"/v1/teams/{world.things['team_id']}/members", json=member)
    assert reply.status_code == 201, reply.text
    world.things["member_id"] = reply.json()["members"][0]["id"]


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """A team of the school, and a guest on it."""
    guest = {"guest_name": "Reading Friends", "guest_from": "organization"}
    return {"add_team": {**ATTENDANCE, "school_id": things["school_id"]}, "add_team_member": guest}
