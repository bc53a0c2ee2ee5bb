"""What scheduling tells of its calendar, put together as whoever listens would."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared.testing.calls import Service

CHANGED = "scheduling.calendar.changed.v1"


async def changes(scheduling: Service, district_id: UUID) -> list[dict[str, Any]]:
    """The data of all there is, oldest first."""
    return [event["data"] for event in await scheduling.published(district_id, CHANGED)]


def days_of(told: dict[str, Any]) -> dict[str, tuple[bool, list[str]]]:
    """Every day an event speaks of: is school held, and where otherwise."""
    found = {}
    for part in told["ranges"]:
        first, last = date.fromisoformat(part["first_on"]), date.fromisoformat(part["last_on"])
        for n in range((last - first).days + 1):
            day = (first + timedelta(days=n)).isoformat()
            assert day not in found, "an event speaks of a day once"
            found[day] = (part["school_is_held"], part["differing_school_ids"])
    return found
