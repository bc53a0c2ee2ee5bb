"""A value of the plan's goal."""

from tests.isolation.answers import LEADING, REACHED
from tests.isolation.seeds import World
from tests.scheduling.factories import TODAY

AFTER = ("planning.plans",)
COMMON = ("goal_id", "value_id")
VALUE = {"on": TODAY.isoformat(), "value": 50, "source": "report card"}
COMMON = ("goal_id", "value_id")
BODIES = {"add_goal_value": VALUE, "withdraw_goal_value": {"reason": "Read off the wrong line."}}
ANSWERED = {"read_goal_values": (LEADING, REACHED), "read_goal_value": (LEADING, REACHED)}


async def seed(world: World) -> None:
    plan_id = world.things["plan_id"]
    plan = (await world.district.author.get(f"/v1/plans/{plan_id}")).json()
    world.things["goal_id"] = plan["goals"][0]["id"]
    path = f"/v1/plans/{plan_id}/goals/{world.things['goal_id']}/values"
    world.things["value_id"] = (await world.district.author.post(path, json=VALUE)).json()["id"]
