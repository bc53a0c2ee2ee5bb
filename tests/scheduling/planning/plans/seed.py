"""A published plan, a draft beside it, and a school's own."""

from tests.isolation.answers import A_PERSON_ANSWERS, LEADING, REACHED
from tests.isolation.seeds import World
from tests.scheduling.factories import activity, plan_of

BODIES = {"create_plan": plan_of(), "change_plan": {"title": "x"}}
COMMON = ("plan_id",)
BY_PERSON = {"submit_plan": A_PERSON_ANSWERS}
ANSWERED = {"list_plans": (LEADING, REACHED), "read_plan": (LEADING, REACHED)}


async def seed(world: World) -> None:
    world.things["plan_id"] = (await world.district.published(activity()))["id"]
    await world.made("/v1/plans", plan_of(), world.district.author)
    own = {**plan_of(), "school_id": world.things["school_id"]}
    world.things["own_plan_id"] = await world.made("/v1/plans", own, world.district.author)


async def changeable(world: World, operation: str) -> dict[str, str]:
    """A draft."""
    return {"plan_id": await world.made("/v1/plans", plan_of())} if operation == "change_plan" else {}
