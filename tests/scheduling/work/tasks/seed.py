"""Oak's task of the plan, with a step."""

from datetime import timedelta
from typing import Any

from tests.isolation.answers import A_PERSON_ANSWERS, ENDS, OF_THEIRS, ROW_BY_ROW, WHOEVER_WORKS_THERE
from tests.isolation.seeds import World
from tests.scheduling.factories import TODAY

AFTER = ("planning.plans",)
BODIES = {"change_task": {"target_on": (TODAY + timedelta(days=9)).isoformat()}, "change_step": {"done": True}}
BY_PERSON = {"take_task": A_PERSON_ANSWERS}
UNVERSIONED = {
    "remove_step": ENDS,
    "change_step": "a word or a tick in a list many work on at once, each at a line of their own",
}
#: Whoever works at a school gives tasks to those who work there.
TO_MENTORS = {
    "give_task": WHOEVER_WORKS_THERE,
    "list_tasks": OF_THEIRS,
    "complete_tasks": ROW_BY_ROW,
    "reassign_tasks": ROW_BY_ROW,
}


async def seed(world: World) -> None:
    task = await world.district.task({"id": world.things["plan_id"]}, "oak")
    step = await world.district.oak.post(f"/v1/tasks/{task['id']}/steps", json={"title": "x"})
    world.things |= {"task_id": task["id"], "step_id": step.json()["steps"][0]["id"]}


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """The task is to be nobody's; another goes to Oak's coordinator."""
    given = {"title": "Call", "school_id": things["school_id"], "owner_id": things["staff_id"], "due_on": "2199-12-31"}
    return {"reassign_tasks": {"items": [{"task_id": things["task_id"], "owner_id": None}]}, "give_task": given}
