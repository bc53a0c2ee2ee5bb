"""Whoever covers an absent colleague holds the colleague's school roles for those days, and nothing more."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.directory.covers.factories import BEGAN, ENDED, TODAY, District


@pytest.fixture
async def district(partners: Service, district_id: UUID) -> District:
    """A district."""
    return await District(partners, district_id).seed()


async def test_a_cover_holds_the_absents_roles_at_the_school_for_those_days(district: District) -> None:
    own, lent = ("teacher", district.oak, None), ("school_coordinator", district.oak, district.absent)
    await district.told()
    assert await district.roles() == [own, lent]
    assert await district.roles(days=3) == [own, lent]
    assert await district.roles(days=4) == await district.roles(days=-1) == [own]
    assert len(await district.roles(district.absent)) == 3, "the absent keep theirs"


async def test_a_cover_everywhere_holds_all_school_roles_and_none_of_the_district(district: District) -> None:
    await district.told(school_id=None)
    covered = [(role, school) for role, school, of in await district.roles() if of]
    assert covered == [("school_coordinator", district.oak), ("teacher", district.elm)]


async def test_a_role_of_ones_own_is_not_held_as_a_cover_too(district: District) -> None:
    await district.holds(district.delegate, "school_coordinator", district.oak)
    await district.told()
    assert [of for _, _, of in await district.roles()] == [None, None]


async def test_what_is_only_covered_is_not_lent_on(district: District) -> None:
    await district.told()
    await district.told(delegation_id=new_id(), from_id=district.delegate, to_id=district.other)
    assert await district.roles(district.other) == [("teacher", district.oak, district.delegate)]


@pytest.mark.parametrize("who", ["absent", "delegate"])
async def test_who_may_not_get_in_lends_and_borrows_nothing(district: District, who: str) -> None:
    await district.told()
    url = f"/v1/staff/{getattr(district, who)}"
    await district.machine.patch(url, json={"active": False}, headers={"If-Match": '"1"'})
    assert [of for _, _, of in await district.roles() if of] == []


async def test_what_the_absent_hold_no_more_is_not_lent(district: District) -> None:
    await district.told()
    rows = (await district.machine.get("/v1/role-assignments", params={"staff_id": district.absent})).json()["items"]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    for row in rows:
        await district.machine.patch(
            f"/v1/role-assignments/{row['id']}", json={"ends_on": yesterday}, headers={"If-Match": '"1"'}
        )
    assert await district.roles() == [("teacher", district.oak, None)]


@pytest.mark.parametrize("order", [(BEGAN, ENDED), (ENDED, BEGAN)])
async def test_what_is_over_stays_over_in_whatever_order_it_is_told(district: District, order: tuple[str, str]) -> None:
    for type_ in order:
        await district.told(type_)
    assert await district.roles() == [("teacher", district.oak, None)]
    (ended,) = await district.partners.published(district.id, "partners.access.ended.v1")
    assert (ended["data"]["holder_id"], ended["data"]["reason"]) == (district.delegate, "cover_ended")


async def test_a_cover_makes_nobody_a_steward_of_roles(district: District) -> None:
    await district.holds(district.absent, "data_manager", None)
    await district.told(school_id=None)
    held = [(role, UUID(school) if school else None) for role, school, _ in await district.roles()]
    caller = district.partners.person(district.id, UUID(district.delegate), *[(str(role), at) for role, at in held])
    body = {"staff_id": district.delegate, "role": "principal", "school_id": district.oak, "starts_on": "2026-01-01"}
    assert_refused(await caller.post("/v1/role-assignments", json=body), 403, "not_permitted")
    assert_refused(await caller.get("/v1/claim-rules"), 403, "not_permitted")


async def test_who_calls_learns_whom_they_cover_and_who_covers_them(district: District) -> None:
    async def told(staff: str) -> tuple[Any, Any]:
        found = (await district.partners.person(district.id, UUID(staff)).get("/v1/me")).json()
        return found["covers"], found["covered_by"]

    await district.told()
    days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=3)).isoformat()}
    place = {"school": {"id": district.oak, "name": "Oak"}, **days}
    assert await told(district.delegate) == ([{"person": {"id": district.absent, "name": "A Absent"}, **place}], [])
    assert await told(district.absent) == ([], [{"person": {"id": district.delegate, "name": "A Delegate"}, **place}])
    assert await told(district.other) == ([], [])
    await district.told(ENDED)
    assert await told(district.delegate) == await told(district.absent) == ([], [])
