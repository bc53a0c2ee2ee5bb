"""A district with somebody on each rung of its ladder."""

from datetime import date
from typing import Any
from uuid import UUID

from tests.notifications.factories import MORNING, District, task_line


class Staffed(District):
    """A district with a school, an owner, a principal and a coordinator."""

    oak: UUID
    ana: UUID
    pia: UUID
    cora: UUID

    async def staff(self) -> None:
        await self.settle()
        self.oak = await self.school("Oak")
        self.ana, self.pia, self.cora = [await self.person(name) for name in ("Ana", "Pia", "Cora")]
        await self.role(self.pia, "principal", self.oak)
        await self.coordinator(self.cora)

    def late(self, days: int, **facts: Any) -> dict[str, Any]:
        return task_line(self.oak, school_days_overdue=days, **facts)

    async def morning(self, *overdue: dict[str, Any], day: date = MORNING, owner_id: UUID | None = None) -> None:
        """A day begins with these of the owner's tasks overdue."""
        await self.take(self.due(owner_id or self.ana, overdue, day=day))
        await self.begin_day()

    async def climbed(self) -> list[tuple[UUID, str, str, str]]:
        """Who was told of which task by which rung on which day, in order."""
        async with self.service.machine(self.id) as caller:
            items = (await caller.get("/v1/escalations", params={"limit": 500})).json()["items"]
        return [(UUID(i["recipient"]["id"]), i["task_id"], i["tell"], i["fired_on"]) for i in items]

    async def set_ladder(self, *rungs: tuple[int, str, int]) -> None:
        names = ("after_school_days", "tell", "quiet_period_days")
        async with self.service.machine(self.id) as caller:
            ladder = [dict(zip(names, rung, strict=True)) for rung in rungs]
            version = (await caller.get("/v1/escalation-ladder")).headers["ETag"]
            set_ = await caller.put("/v1/escalation-ladder", json={"rungs": ladder}, headers={"If-Match": version})
            assert set_.status_code == 200, set_.text
