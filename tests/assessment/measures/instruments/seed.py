"""A published instrument."""

from tests.assessment.measures.instruments.factories import published_instrument, small
from tests.isolation.answers import READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

BODIES = {"draft_instrument": small(), "change_instrument": {"title": "x"}}
COMMON = ("instrument_id",)
ANSWERED = {
    "list_instruments": (WITH_A_PLACE, "instruments are the district's, answers a school's"),
    "read_instrument": (WITH_A_PLACE, "instruments are the district's, answers a school's"),
}
TO_MENTORS = {"list_instruments": READ_BY_ALL, "read_instrument": READ_BY_ALL}


async def seed(world: World) -> None:
    world.things["instrument_id"] = await published_instrument(world.service, world.district_id)


async def changeable(world: World, operation: str) -> dict[str, str]:
    """A draft."""
    if operation != "change_instrument":
        return {}
    return {"instrument_id": await world.made("/v1/instruments", {**small(), "version": "2.0"})}
