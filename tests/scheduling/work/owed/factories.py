"""What another service asks of a district's people."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from tests.scheduling.factories import TODAY, District

IN_FIVE = TODAY + timedelta(days=5)


def wish(district: District, **more: Any) -> dict[str, Any]:
    """Of the principal of Oak, in five days."""
    said = {
        **{"school_id": district.schools["oak"], "owned_by": "one", "role": "principal", "person_id": None},
        **{"due_on": IN_FIVE.isoformat(), "due_after": None, "school_days": None},
        **{"text_code": "caseloads.orphaned", "text_values": {"count": 3, "school": str(district.schools["oak"])}},
        **{"link": "/v1/caseload-assignments?orphaned=true", "closes_by": "origin"},
    }
    return {**said, **more}


class Asker:
    """A service that asks for one thing of its own."""

    def __init__(self, district: District, service: str = "assessment") -> None:
        self.district, self.service, self.id, self.version = district, service, new_id(), 0

    async def ask(self, *, version: int | None = None, **more: Any) -> None:
        """Say the wish, in the next version unless told."""
        self.version = version or self.version + 1
        await self._say("owed", {"version": self.version, "wish": wish(self.district, **more)})

    async def settle(self, settled_as: str = "done", *, version: int | None = None, **more: Any) -> None:
        """Take it back."""
        self.version = version or self.version + 1
        said = {"version": self.version, "settled_as": settled_as, "settled_on": TODAY.isoformat()}
        await self._say("settled", {**said, **more})

    async def _say(self, what: str, said: dict[str, Any]) -> None:
        facts = {"origin_type": "orphaned_caseloads", "origin_id": self.id, **said}
        await self.district.scheduling.receive(self.district.id, (f"{self.service}.work.{what}.v1", facts))

    async def tasks(self) -> list[dict[str, Any]]:
        """All tasks of it, as the district's coordinator lists them."""
        found = (await self.district.author.get("/v1/tasks", params={"origin": "owed", "limit": 100})).json()["items"]
        return [task for task in found if task["origin"]["id"] == str(self.id)]

    async def task(self) -> dict[str, Any]:
        """Its one task."""
        (found,) = await self.tasks()
        return found

    async def answers(self) -> list[tuple[str, int, str | None]]:
        """(taken or refused, version, reason) of every answer."""
        found = await self.district.scheduling.published(self.district.id, "scheduling.work.%")
        return [
            (event["type"].split(".")[2], event["data"]["wish_version"], event["data"].get("reason"))
            for event in found
            if UUID(event["data"]["origin_id"]) == self.id
        ]
