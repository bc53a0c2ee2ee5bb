"""A barrier in the way of the task."""

from tests.isolation.answers import (
    ENDS,
    FIGURES,
    LEADING,
    OF_THEIRS,
    ONE_THING,
    REACHED,
    READ_BY_ALL,
    SETTING,
    WHOLE,
    WITH_A_PLACE,
)
from tests.isolation.seeds import World
from tests.scheduling.work.barriers.factories import raised

AFTER = ("work.tasks",)
BODIES = {"escalate_barrier": {"level": "district_team", "reason": "x"}}
NO_LIST = {"read_barrier_clocks": ONE_THING, "read_barrier_report": FIGURES}
ANSWERED = {"read_barrier_report": (LEADING, REACHED), "read_barrier_clocks": (WITH_A_PLACE, SETTING)}
UNVERSIONED = {"remove_barrier_task": ENDS, "set_barrier_clocks": WHOLE}
TO_MENTORS = {"read_barrier_clocks": READ_BY_ALL, "list_barriers": OF_THEIRS}


async def seed(world: World) -> None:
    barrier = await raised(world.district.oak, task_ids=[world.things["task_id"]])
    world.things["barrier_id"] = barrier["id"]
