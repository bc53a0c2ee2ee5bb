"""A district in which somebody is absent, and a delegate."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.partners.directory.roles.service import roles_for_token
from shared import clock
from shared.context.work import work_for
from shared.ids import new_id
from shared.testing.calls import Service
from tests.one_day import ZONE
from tests.partners.factories import set_up

BEGAN, ENDED = "scheduling.delegation.began.v1", "scheduling.delegation.ended.v1"
TODAY = clock.day_in(ZONE, clock.now())


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
