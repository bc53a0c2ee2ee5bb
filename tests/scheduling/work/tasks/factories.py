"""Tasks people give to each other, and people who come and go."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from shared.ids import new_id
from tests.scheduling.factories import TODAY, District

TITLE = "Call about Canary Child's ride home"


async def give(
    caller: httpx.AsyncClient, district: District, to: str, school: str | None, **more: Any
) -> httpx.Response:
    """Give somebody a task, due in three days."""
    wish = {
        "title": TITLE,
        "school_id": str(district.schools[school]) if school else None,
        "owner_id": str(district.people[to]),
        "due_on": (TODAY + timedelta(days=3)).isoformat(),
    }
    return await caller.post("/v1/tasks", json={**wish, **more})


async def hire(district: District, name: str, school: str | None, role: str = "teacher") -> UUID:
    """Somebody new who holds a role from last month on."""
    district.people[name] = new_id()
    staff = {"staff_id": district.people[name], "given_name": "A", "family_name": name, "email": None, "language": "en"}
    told = ("partners.staff.recorded.v1", {**staff, "active": True, "version": 1})
    await district.scheduling.receive(
        district.id, told, ("partners.role.assigned.v1", district.role(name, role, school))
    )
    return district.people[name]
