"""A task that is late, and climbed to the coordinator."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from tests.isolation.answers import A_PERSON_ANSWERS, LEADING, OF_THEIRS, ONE_THING, READ_BY_ALL, SETTING
from tests.isolation.seeds import World
from tests.notifications.factories import task_line

LADDER: dict[str, Any] = {"rungs": [{"after_school_days": 3, "tell": "owner", "quiet_period_days": 3}]}
BODIES = {"set_escalation_ladder": LADDER, "preview_escalation_ladder": LADDER}
BY_PERSON = {"acknowledge_escalation": A_PERSON_ANSWERS}
NO_LIST = {"read_escalation_ladder": ONE_THING}
ANSWERED = {"read_escalation_ladder": (LEADING | {"teacher"}, SETTING)}
TO_MENTORS = {"read_escalation_ladder": READ_BY_ALL, "list_escalations": OF_THEIRS}


async def seed(world: World) -> None:
    district, person = world.district, UUID(world.things["staff_id"])
    await district.coordinator(await district.person())
    await district.take(district.due(person, [task_line(new_id(), school_days_overdue=9)]))
    await district.begin_day()
    escalations = (await world.machine.get("/v1/escalations")).json()["items"]
    world.things["escalation_id"] = escalations[0]["id"]
