"""Whoever covers an absent colleague holds the colleague's school roles for those days, and nothing more."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.partners.directory.roles.service import roles_for_token
from shared import clock
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service, refusal_of
from tests.partners.factories import set_up

BEGAN, ENDED = "scheduling.delegation.began.v1", "scheduling.delegation.ended.v1"
TODAY = clock.day_in("America/Detroit", clock.now())


class District:
    """Two schools; somebody absent with roles at both and one in the district, and a delegate with a role at the first."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id, self.machine = partners, district_id, partners.machine(district_id)
        self.oak = self.elm = self.absent = self.delegate = self.other = ""
        self.delegation = new_id()

    async def made(self, path: str, **body: Any) -> str:
        """The id of what a call made."""
        return str((await self.machine.post(path, json=body)).json()["id"])

    async def holds(self, staff: str, role: str, school: str | None, **more: str) -> None:
        """Have somebody hold a role."""
        body = {"staff_id": staff, "role": role, "school_id": school, "starts_on": "2026-01-01", **more}
        assert (await self.machine.post("/v1/role-assignments", json=body)).status_code == 201

    async def seed(self) -> "District":
        """Its rows."""
        await set_up(self.partners, self.id)
        self.oak = await self.made("/v1/schools", name="Oak", local_code="1")
        self.elm = await self.made("/v1/schools", name="Elm", local_code="2")
        self.absent, self.delegate, self.other = [
            await self.made("/v1/staff", given_name="A", family_name=name) for name in ("Absent", "Delegate", "Other")
        ]
        await self.holds(self.absent, "school_coordinator", self.oak)
        await self.holds(self.absent, "teacher", self.elm)
        await self.holds(self.absent, "district_team_member", None)
        await self.holds(self.delegate, "teacher", self.oak)
        return self

    async def told(self, type_: str = BEGAN, **more: Any) -> None:
        """What scheduling tells of the delegation."""
        facts = {
            **{"delegation_id": self.delegation, "from_id": self.absent, "to_id": self.delegate, "school_id": self.oak},
            **{"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3)},
        }
        await self.partners.receive(self.id, (type_, {**facts, **more}))

    async def roles(self, staff: str | None = None, days: int = 0) -> list[tuple[str | None, ...]]:
        """(role, school, absent colleague) in a token so many days from now."""
        async with work_for(self.partners.app.state.db, self.partners.settings, self.id) as ctx:
            found = await roles_for_token(ctx, UUID(staff or self.delegate), TODAY + timedelta(days=days))
        return [(held["role"], held["school_id"], held.get("covering")) for held in found]


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
    assert refusal_of(await caller.post("/v1/role-assignments", json=body)) == (403, "not_permitted")
    assert refusal_of(await caller.get("/v1/claim-rules")) == (403, "not_permitted")
