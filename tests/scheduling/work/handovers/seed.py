"""A handover that waits for somebody."""

from uuid import UUID

from tests.isolation.answers import FIGURES, OF_THEIRS
from tests.isolation.seeds import World
from tests.scheduling.work.handovers.factories import left_waiting

AFTER = ("planning.plans",)
QUERIES = {"preview_handover": {"staff_id": str(UUID(int=1))}}
NO_LIST = {"preview_handover": FIGURES}
TO_MENTORS = {"list_handovers": OF_THEIRS}


async def seed(world: World) -> None:
    world.things["handover_id"] = (await left_waiting(world.district))["id"]
