"""A message: a plan was published, with a task of theirs."""

from uuid import UUID

from tests.isolation.seeds import World
from tests.notifications.factories import DUE


async def seed(world: World) -> None:
    await world.district.publish([(UUID(world.things["staff_id"]), DUE)])
    messages = (await world.machine.get("/v1/messages")).json()["items"]
    world.things["message_id"] = messages[0]["id"]
