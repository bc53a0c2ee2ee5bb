"""A district that knows organisations."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.factories import set_up

CLINIC = {"name": "Riverside Family Clinic", "kind": "health", "domains": ["health"]}


@dataclass
class Town:
    """A district with two schools, and whoever writes down organisations for it."""

    service: Service
    id: UUID
    oak: str
    elm: str

    @property
    def machine(self) -> httpx.AsyncClient:
        """A client of the district that may do all."""
        return self.service.machine(self.id)

    def person(self, profile: str, school_id: str | None = None) -> httpx.AsyncClient:
        """Somebody of a school, or of the district."""
        return self.service.person(self.id, new_id(), (profile, UUID(school_id) if school_id else None))

    async def add(self, **changes: Any) -> dict[str, Any]:
        """A clinic, or another organisation."""
        reply = await self.machine.post("/v1/organizations", json={**CLINIC, **changes})
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    async def read(self, organization: dict[str, Any]) -> dict[str, Any]:
        """The same as it now stands."""
        return dict((await self.machine.get(f"/v1/organizations/{organization['id']}")).json())

    async def change(self, organization: dict[str, Any], **changes: Any) -> httpx.Response:
        """Change one on the version it has now."""
        address = f"/v1/organizations/{organization['id']}"
        tag = (await self.machine.get(address)).headers["etag"]
        return await self.machine.patch(address, json=changes, headers={"If-Match": tag})

    async def merge(self, kept: dict[str, Any], other: dict[str, Any], how: str = "merge") -> httpx.Response:
        """Make another part of one, or (`split`) its own again."""
        body = {"organization_id": other["id"], "reason": "Entered by two schools."}
        return await self.machine.post(f"/v1/organizations/{kept['id']}/{how}", json=body)

    async def named(self, **asked: str) -> list[str]:
        """The names of those a list has."""
        reply = await self.machine.get("/v1/organizations", params=asked)
        assert reply.status_code == 200, reply.text
        return [one["name"] for one in reply.json()["items"]]

    async def matches(self, **asked: str) -> list[tuple[set[str], list[str]]]:
        """Pairs that may be one, by their names, with the reasons."""
        found = (await self.machine.get("/v1/organization-matches", params=asked)).json()["items"]
        return [({one["organization"]["name"], one["other"]["name"]}, one["reasons"]) for one in found]


async def town(partners: Service, district_id: UUID) -> Town:
    """A district with two schools."""
    await set_up(partners, district_id)
    schools = []
    for name in ("Oak", "Elm"):
        reply = await partners.machine(district_id).post("/v1/schools", json={"name": name, "local_code": name})
        schools.append(str(reply.json()["id"]))
    return Town(partners, district_id, *schools)
