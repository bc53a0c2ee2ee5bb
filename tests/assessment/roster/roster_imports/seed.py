"""An imported roster."""

from tests.assessment import bundles
from tests.isolation.seeds import World

UPLOADS = {"import_roster": ("application/zip", b"x")}
TO_MENTORS = {"import_roster": "refused for something else first; `test_a_teacher_imports_nothing` sees the door shut"}


async def seed(world: World) -> None:
    job = await bundles.run(world.service, world.district_id, bundles.pack(bundles.files()))
    world.things["import_id"] = job["id"]
