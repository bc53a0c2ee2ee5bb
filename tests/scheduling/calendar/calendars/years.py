"""School years for these tests, and days of calendars."""

from typing import Any
from uuid import UUID

import httpx

from shared.testing.calls import Service

THIS_YEAR = {"title": "2026-2027", "starts_on": "2026-08-24", "ends_on": "2027-06-11"}


async def add_year(scheduling: Service, district_id: UUID, **changes: Any) -> dict[str, Any]:
    """A school year, added by hand."""
    reply = await scheduling.machine(district_id).post("/v1/school-years", json={**THIS_YEAR, **changes})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def plain(thing: dict[str, Any]) -> dict[str, Any]:
    """Without its stamps: lists write the same moment with fewer digits."""
    return {name: value for name, value in thing.items() if name not in ("created_at", "updated_at")}


async def day_of(caller: httpx.AsyncClient, day: str, school_id: UUID | None = None) -> dict[str, Any]:
    """One day of a calendar."""
    query = {"from": day, "until": day} | ({"school_id": str(school_id)} if school_id else {})
    reply = await caller.get("/v1/calendar", params=query)
    assert reply.status_code == 200, reply.text
    (found,) = reply.json()["days"]
    return dict(found)
