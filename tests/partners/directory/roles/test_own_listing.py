"""Whoever sends a roster gets nothing by what it lists for themselves: no role, none elsewhere, none for longer."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.partners.directory.roles.rules import is_no_more
from services.partners.directory.roles.tables import RoleAssignmentRow
from shared.auth import profiles
from shared.testing.calls import Service
from tests.partners.factories import listed_school, listed_staff, set_up

LISTED = "assessment.staff.listed.v1"


async def held(partners: Service, district_id: UUID, person: dict[str, Any]) -> list[tuple[str, str | None]]:
    """(role, last day) of somebody's roles."""
    query = {"staff_id": str(person["staff_id"])}
    rows = (await partners.machine(district_id).get("/v1/role-assignments", params=query)).json()["items"]
    return sorted((row["role"], row["ends_on"]) for row in rows)


async def test_a_roster_gives_its_sender_no_role_and_takes_none_from_them(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    school = listed_school(district_id, "s1")
    now = datetime.now(UTC)
    await partners.receive(district_id, ("assessment.schools.listed.v1", {"listed_at": now, "schools": [school]}))
    had = [("r1", "teacher", school["school_id"])]
    wished = [("r1", "counselor", school["school_id"]), ("r2", "districtAdministrator", None)]
    me, other = (listed_staff(district_id, source_id, had) for source_id in ("me", "other"))
    other["roles"][0]["assignment_id"] = listed_staff(district_id, "x", [("r9", "teacher", None)])["roles"][0][
        "assignment_id"
    ]
    await partners.receive(district_id, (LISTED, {"listed_at": now, "staff": [me, other]}))
    before = len(await partners.published(district_id, "partners.role.%"))
    more = {**me, "roles": listed_staff(district_id, "me", wished)["roles"]}
    promoted = {**other, "roles": [{**other["roles"][0], "role": "counselor"}]}

    async def sent(hours: int, by: Any) -> None:
        facts = {"listed_at": now + timedelta(hours=hours), "sent_by": by, "staff": [more, promoted]}
        await partners.receive(district_id, (LISTED, facts))

    await sent(1, me["staff_id"])
    assert await held(partners, district_id, me) == [("teacher", None)]
    assert await held(partners, district_id, other) == [("counselor", None)]
    assert len(await partners.published(district_id, "partners.role.%")) == before + 1
    await sent(2, None)
    assert await held(partners, district_id, me) == [("counselor", None)], "no roster brings what it is not let"


TERM = {"starts_on": datetime(2026, 9, 1).date(), "ends_on": datetime(2027, 6, 30).date()}
ROLE = {"role": profiles.TEACHER, "school_id": UUID(int=1), **TERM}


@pytest.mark.parametrize(
    ("change", "no_more"),
    [
        ({}, True),
        ({"ends_on": TERM["ends_on"] - timedelta(days=1)}, True),
        ({"starts_on": TERM["starts_on"] + timedelta(days=1)}, True),
        ({"ends_on": TERM["ends_on"] + timedelta(days=1)}, False),
        ({"ends_on": None}, False),
        ({"starts_on": TERM["starts_on"] - timedelta(days=1)}, False),
        ({"role": profiles.PRINCIPAL}, False),
        ({"school_id": UUID(int=2)}, False),
        ({"school_id": None}, False),
    ],
)
def test_what_is_no_more_than_a_role_that_is_held(change: dict[str, Any], no_more: bool) -> None:
    assert is_no_more({**ROLE, **change}, RoleAssignmentRow(**ROLE)) is no_more
