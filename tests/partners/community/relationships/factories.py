"""A district whose people keep relationships."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from shared import clock
from shared.testing.calls import Service
from tests.one_day import ZONE
from tests.partners.community.organizations.factories import Town, town

RELATIONSHIPS = "/v1/relationships"


def day(offset: int) -> date:
    """A day around today, by the district's clock."""
    return clock.day_in(ZONE, clock.now()) + timedelta(days=offset)


@dataclass
class Kept:
    """A town in which Ana keeps a relationship of Oak with a clinic."""

    town: Town
    clinic: dict[str, Any]
    ana: str

    async def staff(
        self, name: str, role: str = "school_coordinator", school_id: str | None = None, **days: str
    ) -> str:
        """Somebody who holds a role at a school, Oak unless said otherwise."""
        machine = self.town.machine
        person = (await machine.post("/v1/staff", json={"given_name": name, "family_name": "Q"})).json()
        body = {"staff_id": person["id"], "role": role, "school_id": school_id or self.town.oak, **days}
        reply = await machine.post("/v1/role-assignments", json={"starts_on": "2026-08-24", **body})
        assert reply.status_code == 201, reply.text
        return str(person["id"])

    async def keep(self, **changes: Any) -> httpx.Response:
        """Ana's relationship with the clinic, or another."""
        body = {"school_id": self.town.oak, "organization_id": self.clinic["id"], "owner_id": self.ana, **changes}
        return await self.town.machine.post(RELATIONSHIPS, json=body)

    async def kept(self, **changes: Any) -> dict[str, Any]:
        """The same, which is there."""
        reply = await self.keep(**changes)
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    async def read(self, made: dict[str, Any]) -> dict[str, Any]:
        """One as it now stands."""
        return dict((await self.town.machine.get(f"{RELATIONSHIPS}/{made['id']}")).json())

    async def change(self, made: dict[str, Any], **changes: Any) -> httpx.Response:
        """Change one on the version it has now."""
        address = f"{RELATIONSHIPS}/{made['id']}"
        tag = (await self.town.machine.get(address)).headers["etag"]
        return await self.town.machine.patch(address, json=changes, headers={"If-Match": tag})

    async def log(self, made: dict[str, Any], caller: httpx.AsyncClient | None = None, **said: Any) -> httpx.Response:
        """Somebody was in touch today, or as said."""
        body = {"happened_on": str(day(0)), "way": "call", **said}
        return await (caller or self.town.machine).post(f"{RELATIONSHIPS}/{made['id']}/contacts", json=body)

    async def begin(self) -> None:
        """The district's day begins."""
        event: dict[str, Any] = {"day": str(day(0)), "since": None, "school_is_held": True}
        event |= {"differing_school_ids": [], "calendar_version": 1}
        await self.town.service.receive(self.town.id, ("scheduling.day.begun.v1", event))

    async def told(self, type_: str) -> list[dict[str, Any]]:
        """What was told of this type, oldest first."""
        return [event["data"] for event in await self.town.service.published(self.town.id, type_)]

    async def wishes(self) -> list[tuple[str, str]]:
        """What was asked of people and taken back: the text and whom, or how it was settled."""
        found = []
        for event in await self.town.service.published(self.town.id, "partners.work.%"):
            wish = event["data"].get("wish")
            said = (
                (wish["text_code"], wish["person_id"] or wish["role"])
                if wish
                else ("settled", event["data"]["settled_as"])
            )
            found.append(said)
        return found


async def keeping(partners: Service, district_id: UUID) -> Kept:
    """A town with a clinic, and Ana, who coordinates Oak."""
    place = await town(partners, district_id)
    found = Kept(place, await place.add(), "")
    found.ana = await found.staff("Ana")
    return found
