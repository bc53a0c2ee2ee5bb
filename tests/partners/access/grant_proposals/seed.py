"""A far-reaching role that waits for a second person."""

from typing import Any

from shared.ids import new_id
from tests.isolation.answers import ENDS, TAKES
from tests.isolation.seeds import World

AFTER = ("directory.staff", "access.identities")
UNVERSIONED = {
    "confirm_grant_proposal": "does what was asked, on the version its asker saw",
    "refuse_grant_proposal": ENDS,
}
GIVES_NOTHING = {"refuse_grant_proposal": TAKES}


async def seed(world: World) -> None:
    world.things["proposal_id"] = await _asked(world, world.things["staff_id"])


async def changeable(world: World, _: str) -> dict[str, str]:
    """One more, which nobody has decided."""
    somebody = await world.made("/v1/staff", {"given_name": "A", "family_name": "C"})
    return {"proposal_id": await _asked(world, somebody)}


async def _asked(world: World, staff_id: str) -> str:
    asker = world.service.person(world.district_id, new_id(), ("data_manager", None))
    wish: dict[str, Any] = {"staff_id": staff_id, "role": "executive_leader", "starts_on": "2026-09-01"}
    return await world.made("/v1/role-assignments", wish, asker)
