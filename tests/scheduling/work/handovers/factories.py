"""Roles that begin and end, and the handovers that come of it."""

from datetime import date, timedelta
from typing import Any

from tests.scheduling.factories import TODAY, District


async def role_ended(district: District, person: str, role: str, school: str | None, last: date | None = None) -> None:
    """Partners tell that somebody's role is over since some days."""
    (held,) = await district.scheduling.sql(
        "select id from directory_roles where district_id = $1 and staff_id = $2 and role = $3 and ends_on is null",
        district.id,
        district.people[person],
        role,
    )
    over = {**district.role(person, role, school), "assignment_id": held["id"], "version": 2}
    over["ends_on"] = last or TODAY - timedelta(days=2)
    await district.scheduling.receive(district.id, ("partners.role.ended.v1", over))


async def role_begun(district: District, person: str, role: str, school: str | None, **changes: Any) -> None:
    """Partners tell that somebody holds a role, since some weeks unless told."""
    begun = {**district.role(person, role, school), **changes}
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", begun))


async def left_waiting(district: District) -> dict[str, Any]:
    """Elm's coordinator is gone: the handover that waits for somebody."""
    await role_ended(district, "coordinator_elm", "school_coordinator", "elm")
    return (await handovers(district))[0]


async def handovers(district: District, **query: str) -> list[dict[str, Any]]:
    """The district's handovers."""
    reply = await district.author.get("/v1/handovers", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])
