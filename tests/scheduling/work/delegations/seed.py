"""Oak's coordinator is away, its mentor acts for them."""

from typing import Any
from uuid import UUID

from tests.isolation.answers import OF_THEIRS, OWN
from tests.isolation.seeds import World
from tests.scheduling.factories import TODAY
from tests.scheduling.work.delegations.factories import delegated

TO_MENTORS = {"list_delegations": OF_THEIRS, "create_delegation": OWN}


async def seed(world: World) -> None:
    world.things["delegation_id"] = (await delegated(world.district, "coordinator_oak", "mentor_oak"))["id"]


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """The same person is away, and somebody nobody knows acts for them."""
    today = TODAY.isoformat()
    people = {"from_id": things["staff_id"], "to_id": str(UUID(int=1)), "school_id": things["school_id"]}
    return {"create_delegation": {**people, "reason": "x", "starts_on": today, "ends_on": today}}
