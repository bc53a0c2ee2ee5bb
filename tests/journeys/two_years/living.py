"""Living the two years day by day: what happens on a day, what people do in the afternoon, what is looked at in the evening."""

import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tests.journeys.two_years.watching import Watch
from tests.journeys.two_years.world import DAY, World

#: What people themselves say is done, with the plan that still asks for it.
READY = """select t.id, a.code, t.school_id, t.occurrence_on, t.owner_id, t.due_on, a.done_when ->> 'kind' as done_when
from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id
join plans p on p.district_id = t.district_id and p.id = t.plan_id
where t.district_id = $1 and t.state = 'open' and t.owner_id is not null and p.state = 'published'
  and a.done_when ->> 'kind' <> 'event' order by t.id"""
NEVER = DAY * 1000
Act = Callable[["Years"], Awaitable[None]]


@dataclass
class Years:
    """The two years as they go by."""

    world: World
    watch: Watch
    acts: Mapping[date, Act]
    plan: dict[str, Any] = field(default_factory=dict)
    next_plan: dict[str, Any] = field(default_factory=dict)
    #: What an act leaves for a later one, by name.
    kept: dict[str, Any] = field(default_factory=dict)
    #: Nobody works on these days.
    idle: set[date] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    lived: list[date] = field(default_factory=list)

    async def live(self, days: list[date]) -> None:
        """Live these days; between them nobody looks, and the clock goes on."""
        for day in days:
            await self.world.begin(day)
            if act := self.acts.get(day):
                self.world.at(day, 10)
                await act(self)
                await self.world.hear()
            if day.weekday() in (0, 2, 4) and day not in self.idle:
                self.world.at(day, 15)
                await self.work(day)
            await self.world.afternoon(day)
            await self.look(day)
            self.lived.append(day)

    async def work(self, day: date) -> None:
        """Most people do what is theirs in time, some late, some never."""
        ready: defaultdict[UUID, list[dict[str, str]]] = defaultdict(list)
        for row in await self.world.services["scheduling"].sql(READY, self.world.id):
            if day >= row["due_on"] + fate(row, self.names()):
                note = {"note": "Done."} if row["done_when"] == "note" else {}
                ready[row["owner_id"]].append({"task_id": str(row["id"]), **note})
        for owner, items in ready.items():
            reply = await self.world.as_(self.names()[owner]).post("/v1/bulk/tasks/complete", json={"items": items})
            assert (reply.status_code, reply.json()["done"]) == (200, len(items)), reply.text
            self.done["by word"] += len(items)

    def names(self) -> dict[UUID, str]:
        """People's names by their ids."""
        return {id_: name for name, id_ in self.world.people.items()}

    async def look(self, day: date) -> None:
        """What must hold in the evening: of people's days once a week and when something happened, of figures too."""
        happened = day in self.acts
        if happened or day - DAY in self.acts or day.weekday() == 1:
            await self.watch.nobody_is_forgotten()
        if happened or day.weekday() == 4:
            for plan in {plan["id"]: plan for plan in (self.plan, self.next_plan) if plan.get("published_at")}.values():
                await self.watch.figures_add_up(plan)


def fate(row: Any, names: Mapping[UUID, str]) -> Any:
    """When a task is done, counted from its due date: the same in every run."""
    chance = random.Random(f"{row['code']} {names[row['owner_id']]} {row['occurrence_on']} {row['due_on']}")
    luck = chance.random()
    days = DAY * chance.randint(-4, -1) if luck < 0.7 else DAY * chance.randint(1, 12)
    return NEVER if luck > 0.93 or row["code"] == "L1" else days
