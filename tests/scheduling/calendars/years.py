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
