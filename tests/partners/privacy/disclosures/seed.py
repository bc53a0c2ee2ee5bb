"""A student of whom something was disclosed."""

from shared.ids import new_id
from tests.isolation.seeds import World
from tests.partners.factories import disclosed

COMMON = ("student_id",)


async def seed(world: World) -> None:
    student = str(new_id())
    await world.service.receive(world.district_id, ("assessment.records.disclosed.v1", disclosed(student)))
    world.things["student_id"] = student
