"""What must hold on every day of the two years: nobody who must act got nothing, and figures add up."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args
from uuid import UUID

import orjson

from services.scheduling.views.rollups.schemas import By
from tests.journeys.two_years.world import World, ok

TO_DO = ("overdue", "due_today", "in_progress", "due_soon")
#: Each task of a plan as the database has it, by which its figures are counted anew.
COUNTED = """select state, due_on, done_on, owner_id is null as unowned, done_by from tasks
where district_id = $1 and plan_id = $2"""
TOLD = """select m.id, m.kind, m.recipient_id::text as recipient, m.facts::text, m.created_at, m.subject_id::text as about,
  (m.created_at at time zone 'America/Detroit')::date as day
from messages m where m.district_id = $1 and not m.id = any($2) order by m.created_at, m.id"""


class Watch:
    """Who was told of what until now."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: list[dict[str, Any]] = []
        #: By person: the ids of all that they were told of, and the kinds of what they were told.
        self.named: defaultdict[str, set[str]] = defaultdict(set)
        self.kinds: defaultdict[str, set[str]] = defaultdict(set)
        #: What was found on people's days, by list.
        self.seen: Counter[str] = Counter()

    async def look(self) -> None:
        """Take in what was told since."""
        rows = await self.world.notifications.sql(TOLD, self.world.id, [one["id"] for one in self.told])
        for row in rows:
            message = {**row, "facts": orjson.loads(row["facts"])}
            assert message["facts"]["because"], message
            self.told.append(message)
            self.named[row["recipient"]].update([row["about"], *_ids(message["facts"])])
            self.kinds[row["recipient"]].add(row["kind"])

    async def nobody_is_forgotten(self) -> None:
        """What stands on somebody's day they were told of, and why it is theirs."""
        await self.look()
        missing: list[str] = []
        for name in self.world.held:
            person = str(self.world.people[name])
            day = await ok(self.world.as_(name).get("/v1/my-day"))
            for row in day["asked_of_you"]:
                thing = row["id"] if row["kind"] != "revision" else row["plan"]["id"]
                missing += self._untold(name, person, row["kind"], thing, row)
            for where in (*TO_DO, "mentioned", "to_take"):
                for row in day[where]:
                    self.seen[where] += 1
                    if where not in ("due_soon", "to_take") or self._is_soon(row):
                        missing += self._untold(name, person, where, row["id"], row)
        assert missing == [], (self.world.today, missing)

    def _is_soon(self, row: dict[str, Any]) -> bool:
        # My day looks two weeks ahead, the digest three school days.
        return (date.fromisoformat(row["due_on"]) - self.world.today).days <= 1

    def _untold(self, name: str, person: str, where: str, thing: str, row: dict[str, Any]) -> Iterator[str]:
        self.seen[where] += 1
        assert row["because"], row
        # What somebody has taken over, or stands in for, they were told of as a whole.
        if thing not in self.named[person] and not self.kinds[person] & {"handover", "delegation"}:
            yield f"{name} was not told of {where} {row['title']} ({row['because']})"

    async def figures_add_up(self, plan: dict[str, Any]) -> dict[str, Any]:
        """The parts of a plan's roll-up come to its whole, and the whole to what the tasks say; returns the total."""
        caller, url = self.world.as_("executive"), f"/v1/plans/{plan['id']}/roll-up"
        found = {by: await ok(caller.get(url, params={"by": by})) for by in get_args(By)}
        total = dict(found["goal"]["total"])
        for by, said in found.items():
            assert said["total"] == total, by
            for name in ("tasks", "done", "overdue", "withdrawn", "proved", "said", "open", "unowned"):
                assert sum(group[name] for group in said["groups"]) == total[name], (by, name)
        rows = await self.world.services["scheduling"].sql(COUNTED, self.world.id, UUID(plan["id"]))
        today = min(self.world.today, date.fromisoformat(plan.get("ended_on") or f"{date.max}"))
        done = [row for row in rows if row["state"] == "done"]
        proved = sum(row["done_by"] == "service:scheduling" for row in done)
        to_do = [row for row in rows if row["state"] in ("open", "in_progress")]
        wanted = {
            **{"tasks": sum(row["state"] != "withdrawn" for row in rows), "done": len(done)},
            **{"overdue": sum(row["due_on"] < today for row in to_do), "proved": proved, "said": len(done) - proved},
            "on_time": sum(row["done_on"] <= row["due_on"] for row in done),
        }
        assert {name: total[name] for name in wanted} == wanted, self.world.today
        return total


def _ids(facts: Any) -> Iterator[str]:
    """Every id that a message's facts hold, however deep."""
    if isinstance(facts, dict):
        for name, value in facts.items():
            if name.endswith("_id") and isinstance(value, str):
                yield value
            yield from _ids(value)
    elif isinstance(facts, list):
        for one in facts:
            yield from _ids(one)
