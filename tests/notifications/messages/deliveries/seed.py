"""A delivery of the message."""

from tests.isolation.seeds import World

AFTER = ("messages.messages",)


async def seed(world: World) -> None:
    deliveries = (await world.machine.get("/v1/deliveries")).json()["items"]
    world.things["delivery_id"] = deliveries[0]["id"]
