"""School years for these tests."""

from typing import Any
from uuid import UUID

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
