"""An entry of the calendar: the year's first day is one of ours."""

from typing import Any

from tests.isolation.answers import ENDS
from tests.isolation.seeds import World
from tests.scheduling.factories import TODAY

AFTER = ("year.school_years", "calendar.day_types")
COMMON = ("entry_id",)
UNVERSIONED = {"remove_calendar_entry": ENDS}


async def seed(world: World) -> None:
    year = (await world.machine.get(f"/v1/school-years/{world.things['school_year_id']}")).json()
    days = {"items": [{"day": year["starts_on"], "day_type": world.things["day_type_code"]}]}
    reply = await world.district.author.post("/v1/calendar/days", json=days)
    world.things["entry_id"] = reply.json()["rows"][0]["id"]


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """A holiday of the school."""
    day = {"day": TODAY.isoformat(), "day_type": "holiday", "school_id": things["school_id"]}
    pattern = {"days": [TODAY.isoformat()], "day_type": "early_dismissal", "school_ids": [things["school_id"]]}
    return {"correct_calendar": {"items": [day]}, "give_days_a_type": pattern}
