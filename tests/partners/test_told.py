"""What the other services copy is told whenever it is written: made, and changed."""

from typing import Any
from uuid import UUID

from shared.testing.calls import Service
from tests.one_day import ZONE
from tests.partners.factories import set_up


async def told(partners: Service, district_id: UUID, type_: str, *names: str) -> list[tuple[Any, ...]]:
    """These facts of each event of a type."""
    events = await partners.published(district_id, type_)
    return [tuple(event["data"][name] for name in names) for event in events]


async def test_a_district_is_told_when_it_is_set_up_and_when_it_changes(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    changed = await caller.patch("/v1/district", json={"language": "es"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    facts = ("district_id", "name", "timezone", "language", "version")
    of_both = (str(district_id), "D", ZONE)
    assert await told(partners, district_id, "partners.district.recorded.v1", *facts) == [
        (*of_both, "en", 1),
        (*of_both, "es", 2),
    ]


async def test_a_person_is_told_when_made_and_when_changed(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    made = (await caller.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()
    patch, tag = {"family_name": "C"}, {"If-Match": '"1"'}
    assert (await caller.patch(f"/v1/staff/{made['id']}", json=patch, headers=tag)).status_code == 200
    facts = ("staff_id", "given_name", "family_name", "active", "version")
    assert await told(partners, district_id, "partners.staff.recorded.v1", *facts) == [
        (made["id"], "A", "B", True, 1),
        (made["id"], "A", "C", True, 2),
    ]
