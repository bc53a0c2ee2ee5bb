"""A district in which a teacher fears for somebody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.partners.factories import set_up

PATH = "/v1/emergency-access"
REASON = "A student wrote of a plan to harm others today."
WISH = {"reason": REASON, "disclosed_to": "County sheriff, Deputy Ames"}


class District:
    """A teacher at Oak, a second school, and the district's coordinator."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id, self.machine = partners, district_id, partners.machine(district_id)
        self.oak = self.elm = self.teacher_id = self.steward_id = UUID(int=0)

    async def made(self, path: str, **body: Any) -> UUID:
        """The id of what a call made."""
        reply = await self.machine.post(path, json=body)
        assert reply.status_code == 201, reply.text
        return UUID(reply.json()["id"])

    async def seed(self) -> "District":
        """Its rows."""
        await set_up(self.partners, self.id)
        self.oak = await self.made("/v1/schools", name="Oak", local_code="1")
        self.elm = await self.made("/v1/schools", name="Elm", local_code="2")
        self.teacher_id = await self.made("/v1/staff", given_name="A", family_name="B")
        self.steward_id = await self.made("/v1/staff", given_name="C", family_name="D")
        roles = ((self.teacher_id, "teacher", str(self.oak)), (self.steward_id, "district_coordinator", None))
        for staff, role, school in roles:
            held = {"staff_id": str(staff), "role": role, "school_id": school, "starts_on": "2026-01-01"}
            await self.made("/v1/role-assignments", **held)
        return self

    @property
    def teacher(self) -> httpx.AsyncClient:
        """Oak's teacher."""
        return self.partners.person(self.id, self.teacher_id, ("teacher", self.oak))

    @property
    def steward(self) -> httpx.AsyncClient:
        """The district's coordinator."""
        return self.partners.person(self.id, self.steward_id, ("district_coordinator", None))

    async def opened(self, **more: Any) -> dict[str, Any]:
        """What the teacher opened at Oak."""
        reply = await self.teacher.post(PATH, json={**WISH, "school_id": str(self.oak), **more})
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    async def moved_back(self, hours: int, *, closed: bool = False) -> None:
        """As if what was opened had been opened earlier."""
        await moved_back(self.partners, "district_id", self.id, hours, closed=closed)

    async def told(self) -> list[str]:
        """What was told of it, and of access that ended."""
        found = await self.partners.published(self.id)
        types = [event["type"] for event in found]
        return [type_ for type_ in types if "emergency" in type_ or "access.ended" in type_]


async def moved_back(partners: Service, column: str, id_: UUID, hours: int, *, closed: bool = False) -> None:
    """As if it had been opened so many hours earlier: as who owns the server, whom alone the triggers cannot stop."""
    ended = ", closed_at = until - $2::interval" if closed else ""
    move = f"""update emergency_accesses set opened_at = opened_at - $2::interval, until = until - $2::interval{ended}
    where {column} = $1"""
    connection = await asyncpg.connect(as_superuser(partners.settings.database_url))
    async with connection.transaction():
        await connection.execute("alter table emergency_accesses disable trigger keep_rows")
        await connection.execute(move, id_, timedelta(hours=hours))
        await connection.execute("alter table emergency_accesses enable always trigger keep_rows")
    await connection.close()
