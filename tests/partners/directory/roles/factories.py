"""What the tests of roles make, and how they end it."""

from datetime import date
from typing import Any
from uuid import UUID

from shared import clock
from shared.testing.calls import Service
from tests.one_day import ZONE


def today() -> date:
    """The district's day."""
    return clock.day_in(ZONE, clock.now())


async def made(partners: Service, district_id: UUID, path: str, **body: Any) -> str:
    """The id of what a call made."""
    reply = await partners.machine(district_id).post(path, json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def end(partners: Service, district_id: UUID, assignment: str, day: date | None, version: int = 1) -> None:
    """Set a role's last day."""
    reply = await partners.machine(district_id).patch(
        f"/v1/role-assignments/{assignment}",
        json={"ends_on": day and day.isoformat()},
        headers={"If-Match": f'"{version}"'},
    )
    assert reply.status_code == 200, reply.text
