"""A link somebody was sent of what climbed to them."""

from uuid import UUID

from tests.isolation.answers import TAKES
from tests.isolation.seeds import World
from tests.notifications.occasions.answers.factories import answer_link

GIVES_NOTHING = {"revoke_answer_link": TAKES}


async def seed(world: World) -> None:
    whose = UUID(world.things["staff_id"])
    world.things["answer_link_id"] = await answer_link(world.service, world.district_id, whose)
