"""A comment on the task."""

from tests.isolation.answers import ENDS, OWN
from tests.isolation.seeds import World

AFTER = ("work.tasks",)
BY_PERSON = {"change_comment": OWN}
UNVERSIONED = {"remove_comment": ENDS}


async def seed(world: World) -> None:
    path = f"/v1/tasks/{world.things['task_id']}/comments"
    comment = await world.district.oak.post(path, json={"body": "We met."})
    world.things["comment_id"] = comment.json()["id"]
