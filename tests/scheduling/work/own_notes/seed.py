"""A note somebody made for themselves."""

from tests.isolation.seeds import World


async def seed(world: World) -> None:
    wish = {"title": "Ask about the ride home", "due_on": "2027-01-15"}
    world.things["own_note_id"] = await world.made("/v1/own-notes", wish, world.district.oak)
