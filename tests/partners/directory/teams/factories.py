"""A district with two schools, people, and the ways to form a team in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.factories import set_up


@dataclass
class Place:
    """A district with two schools and three people."""

    service: Service
    id: UUID
    oak: str
    elm: str
    ana: str
    ben: str
    eva: str

    @property
    def machine(self) -> httpx.AsyncClient:
        """A client of the district that may do all."""
        return self.service.machine(self.id)

    def principal(self, school_id: str) -> httpx.AsyncClient:
        """The principal of a school."""
        return self.service.person(self.id, new_id(), ("principal", UUID(school_id)))

    async def team(self, *members: dict[str, Any], **changes: Any) -> httpx.Response:
        """Oak's attendance team, or another."""
        body = {"kind": "attendance", "name": "Attendance team", "starts_on": "2026-08-24", "school_id": self.oak}
        reply = await self.machine.post("/v1/teams", json={**body, "members": list(members), **changes})
        assert reply.status_code == 201, reply.text
        return reply

    async def change(self, reply: httpx.Response, member: int = 0, **changes: Any) -> httpx.Response:
        """Change a member of the team of this reply."""
        team = reply.json()
        address = f"/v1/teams/{team['id']}/members/{team['members'][member]['id']}"
        return await self.machine.patch(address, json=changes, headers={"If-Match": reply.headers["etag"]})

    async def told(self) -> list[dict[str, Any]]:
        """What was told of teams, oldest first."""
        return [event["data"] for event in await self.service.published(self.id, "partners.team.recorded.v1")]

    async def asked(self) -> list[dict[str, Any]]:
        """What was asked of people, oldest first."""
        return [event["data"] for event in await self.service.published(self.id, "partners.work.%")]


async def placed(partners: Service, district_id: UUID) -> Place:
    """A district with two schools and three people."""
    await set_up(partners, district_id)
    machine = partners.machine(district_id)

    async def made(path: str, body: Any) -> str:
        reply = await machine.post(path, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    schools = [await made("/v1/schools", {"name": name, "local_code": name}) for name in ("Oak", "Elm")]
    people = [await made("/v1/staff", {"given_name": name, "family_name": "Q"}) for name in ("Ana", "Ben", "Eva")]
    return Place(partners, district_id, *schools, *people)


def leader(staff_id: str, **changes: Any) -> dict[str, Any]:
    """Somebody who leads from the team's first day."""
    return {"staff_id": staff_id, "meeting_roles": ["leader"], "starts_on": "2026-08-24", **changes}
