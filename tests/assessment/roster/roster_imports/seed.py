"""An imported roster."""

from tests.assessment import bundles
from tests.isolation.answers import A_PERSON_ANSWERS
from tests.isolation.seeds import World

BODIES = {"approve_roster_import": {"difference_hash": "0" * 64}}
BY_PERSON = dict.fromkeys(("approve_roster_import", "restore_roster_import"), A_PERSON_ANSWERS)
UPLOADS = {"import_roster": ("application/zip", b"x")}
TO_MENTORS = {"import_roster": "refused for something else first; `test_a_teacher_imports_nothing` sees the door shut"}


async def seed(world: World) -> None:
    job = await bundles.run(world.service, world.district_id, bundles.pack(bundles.files()))
    world.things["import_id"] = job["id"]
