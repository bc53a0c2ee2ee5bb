"""A file on the task."""

from tests.isolation.answers import ENDS
from tests.isolation.seeds import World

AFTER = ("work.tasks",)
QUERIES = {"add_file": {"name": "minutes.txt"}}
UNVERSIONED = {"remove_file": ENDS}


async def seed(world: World) -> None:
    path = f"/v1/tasks/{world.things['task_id']}/files"
    file = await world.district.oak.post(path, params={"name": "minutes.txt"}, content=b"We met.")
    world.things["file_id"] = file.json()["evidence"][0]["id"]
