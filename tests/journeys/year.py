"""A district's school year, lived through day by day with a clock of its own; what was said and done is written down.

The dates are fixed, so that every run is the same whatever the day it runs on.
"""

import asyncio
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.notifications.consumers import consumers
from services.notifications.occasions.daily_runs import timer as morning
from services.scheduling.year.daily_runs import service as school_days
from services.scheduling.year.daily_runs import timer
from shared import clock
from shared.bus.relay import envelope
from shared.context.context import Context
from shared.events.event import Envelope
from tests.journeys.minding import mind_only
from tests.journeys.places import DAY, FIRST, LAST, ZONE, Place
from tests.journeys.posting import Postbox
from tests.scheduling.factories import activity
from tests.scheduling.publication.revisions.factories import goals, revise

SNOW, FALSE_ALARM = date(2026, 12, 9), date(2027, 2, 3)
ASH_CLOSED = (date(2026, 10, 16), date(2026, 10, 22))
BLOCKED, FREED = date(2026, 11, 9), date(2026, 11, 23)
LEFT, CAME = date(2027, 1, 19), date(2027, 1, 27)
PINE_OPENS, ELM_CLOSES = date(2027, 2, 8), date(2027, 4, 16)
REVISED = date(2027, 3, 9)
#: The worker was down; one of these days a coordinator's role begins.
DOWN = {date(2027, 1, 26), date(2027, 1, 27)}

ONCE = {"O1": date(2027, 5, 5), "O2": date(2027, 5, 12), "O3": date(2026, 12, 16)}
REDATED, ADDED = ("O1", date(2027, 3, 11)), ("O4", date(2027, 5, 20))
REPEATED = {
    "W": ("FREQ=WEEKLY;BYDAY=WE", "after", date(2026, 9, 2)),
    "MB": ("FREQ=MONTHLY;BYDAY=1TU", "before", date(2026, 9, 1)),
    "MA": ("FREQ=MONTHLY;BYDAY=1TU", "after", date(2026, 9, 1)),
    "MS": ("FREQ=MONTHLY;BYDAY=1TU", "skip", date(2026, 9, 1)),
    "D": ("FREQ=DAILY;COUNT=14", "after", date(2026, 10, 5)),
}
TASKS = """select t.id, a.code, t.school_id, t.occurrence_on, t.state, t.owner_id, t.due_on, t.done_on, t.done_by
from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id where t.district_id = $1"""
Key = tuple[str, str, date | None]


@dataclass(frozen=True)
class Task:
    """A task as the database holds it at some moment."""

    id: str
    key: Key
    state: str
    owner: str | None
    due_on: date
    done_on: date | None
    done_by: str | None


@dataclass
class Morning:
    """How the tasks stood as a day began, and what scheduling said of what is due."""

    day: date
    tasks: list[Task]
    due: list[dict[str, Any]]


@dataclass
class Year:
    """The year as it went by."""

    place: Place
    database: "asyncpg.Connection[Any]"
    patch: pytest.MonkeyPatch
    chance: random.Random
    mornings: list[Morning] = field(default_factory=list)
    completed: dict[Key, tuple[date, str]] = field(default_factory=dict)
    barred: set[Key] = field(default_factory=set)
    began_early: list[date] = field(default_factory=list)
    barrier: str = ""
    false_alarm: str = ""
    postbox: Postbox = field(init=False)
    late_on: date = FIRST
    seen: int = 0
    #: What chance brought, by kind: `reached.py` wants every kind.
    reached: Counter[str] = field(default_factory=Counter)

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Set the clock by the district's zone."""
        moment = datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)
        self.patch.setattr(clock, "now", lambda: moment)

    async def live(self) -> "Year":
        """From the day the plan is published to a week after the school year."""
        self.postbox = Postbox(self.place, self.patch)
        for module in (timer, morning):
            mind_only(self.patch, module.repository, self.place.id)
        self.at(FIRST, 8)
        await self.place.seed()
        self.at(FIRST, 10)
        plan = await self.place.published(
            *(activity(code, due={"kind": "date", "on": day.isoformat()}) for code, day in ONCE.items()),
            *(
                activity(code, due={"kind": "date", "on": first.isoformat()}, repeat={"rrule": rrule, **moved})
                for code, (rrule, how, first) in REPEATED.items()
                for moved in [{"on_non_school_day": how}]
            ),
        )
        for day in (FIRST + n * DAY for n in range(1, (LAST - FIRST).days + 8)):
            if day == SNOW:
                self.at(day, 6, 5)
                await self.place.close("closure", day)
            if day not in DOWN:
                await self.begin(day)
            # The day's e-mail goes at seven; what comes later, with the next.
            self.at(day, 7, 1)
            await self.postbox.empty()
            await self.happen(day, plan)
            if day.weekday() in (0, 2, 4):
                self.at(day, 15)
                await self.complete(day)
            self.at(day, 15, 30)
            await self.postbox.empty()
        self.at(day, 16)
        await self.carry()
        return self

    async def begin(self, day: date) -> None:
        """The school day begins in scheduling, and its words reach notifications."""
        if day.month in (3, 11) or self.chance.random() < 0.1:
            self.at(day, 5, 59)
            await self._begin()
            self.began_early += await self._opened(day)
            self.reached["a worker before six"] += 1
        self.at(day, 6, 30)
        if self.chance.random() < 0.05:
            await self._begin_and_die()
        workers = self.chance.choice((1, 1, 2, 3))
        await self._begin(workers)
        self.reached[f"workers at once: {workers}"] += 1
        if self.chance.random() < 0.3:
            await self._begin()
            self.reached["a worker after it was done"] += 1
        tasks = await self.tasks()
        self.at(day, 6, 31)
        self.mornings.append(Morning(day, tasks, await self.carry(day)))

    async def _begin(self, workers: int = 1) -> None:
        service = self.place.scheduling
        await asyncio.gather(*(timer.begin_days(service.app.state.db, service.settings) for _ in range(workers)))

    async def _begin_and_die(self) -> None:
        real = school_days.begin

        async def die(ctx: Context) -> None:
            await real(ctx)
            self.reached["a worker that died"] += 1
            raise ConnectionError

        # The last moment is the worst: all was done and nothing committed.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(school_days, "begin", die)
            await self._begin()

    async def _opened(self, day: date) -> list[date]:
        rows = await self.database.fetch(
            "select day from opened_days where district_id = $1 and day = $2", self.place.id, day
        )
        return [row["day"] for row in rows]

    async def tasks(self) -> list[Task]:
        """Every task as it stands."""
        names = {id_: name for name, id_ in self.place.schools.items()}
        return [
            Task(
                id=str(row["id"]),
                key=(row["code"], names[row["school_id"]], row["occurrence_on"]),
                state=row["state"],
                owner=str(row["owner_id"]) if row["owner_id"] else None,
                due_on=row["due_on"],
                done_on=row["done_on"],
                done_by=row["done_by"],
            )
            for row in await self.database.fetch(TASKS, self.place.id)
        ]

    async def carry(self, day: date | None = None) -> list[dict[str, Any]]:
        """Carry what scheduling said over to notifications: in any order and batches, some twice, some after the first digests.

        Returns what was said of the day's due tasks.
        """
        rows = await self.database.fetch(
            """select seq, district_id, id, type, subject, data::text, actor, correlation_id, causation_id, traceparent,
            occurred_at from outbox where district_id = $1 and seq > $2 order by seq""",
            self.place.id,
            self.seen,
        )
        self.seen = rows[-1]["seq"] if rows else self.seen
        said = [Envelope.model_validate_json(envelope(row, "scheduling")) for row in rows]
        heard = [one for one in said if one.type in consumers.handlers]
        self.chance.shuffle(heard)
        # Not on two school days in a row: who had a ladder's message in the first round is told of the rest the next one.
        before = next((one.day for one in reversed(self.mornings) if one.due), None)
        late = heard[: len(heard) // 2] if day and before != self.late_on and self.chance.random() < 0.3 else []
        if day and late:
            self.late_on = day
        self.reached["events after the digests"] += len(late)
        await self._deliver(heard[len(late) :])
        if day:
            self.at(day, 6, 40)
            await self._morning(self.chance.choice((1, 2)))
        if day and late:
            await self._deliver(late)
            self.at(day or LAST, 6, 50)
            await self._morning(2)
        return [one.data for one in said if one.type == "scheduling.tasks.due.v2"]

    async def _deliver(self, events: list[Envelope]) -> None:
        places = sorted({0, len(events), *(self.chance.randint(0, len(events)) for _ in range(2))})
        batches = [events[first:last] for first, last in pairwise(places)]
        again = [batch for batch in batches if self.chance.random() < 0.2]
        self.reached["events told twice"] += sum(map(len, again))
        for batch in (*batches, *again):
            await self.place.notifications.redeliver(*batch)

    async def _morning(self, workers: int) -> None:
        service = self.place.notifications
        await asyncio.gather(*(morning.begin_days(service.app.state.db, service.settings) for _ in range(workers)))

    async def happen(self, day: date, plan: dict[str, Any]) -> None:
        """What the year brings besides school."""
        place = self.place
        self.at(day, 10)
        if day + DAY in ASH_CLOSED:
            await place.close("closure", day + DAY, school="ash")
        elif day == BLOCKED:
            await self._block(day)
        elif day == FREED:
            await self._free()
        elif day == LEFT - timedelta(days=8):
            await place.hear(
                place.held_from("coordinator_oak", "school_coordinator", FIRST, LEFT, "oak"),
                place.held_from("successor_oak", "school_coordinator", CAME, None, "oak"),
            )
        elif day == PINE_OPENS - timedelta(days=19):
            await place.hear(place.school("pine", opens=PINE_OPENS), *place.leads("pine", PINE_OPENS))
        elif day == FALSE_ALARM:
            [self.false_alarm] = await place.close("closure", day)
        elif day == FALSE_ALARM + DAY:
            reply = await place.author.delete(f"/v1/calendar/days/{self.false_alarm}")
            assert reply.status_code == 200, reply.text
        elif day == REVISED:
            await self._revise(plan)
        elif day == ELM_CLOSES - timedelta(days=17):
            await place.hear(place.school("elm", closes=ELM_CLOSES), *place.leads("elm", FIRST, ELM_CLOSES))

    async def _block(self, day: date) -> None:
        soon = [
            task
            for task in await self.tasks()
            if task.key[1] == "oak" and task.state == "open" and task.due_on <= day + timedelta(days=16)
        ]
        self.barred = {task.key for task in soon}
        words = {"title": "No substitutes", "description": "", "category": "people", "restore": "extend"}
        reply = await self.place.oak.post("/v1/barriers", json={**words, "task_ids": [task.id for task in soon]})
        assert reply.status_code == 201, reply.text
        self.barrier = f"/v1/barriers/{reply.json()['id']}"

    async def _free(self) -> None:
        for verb, body in (
            ("assign", {"assignee_id": str(self.place.people["executive"])}),
            ("decide", {"decision": "A substitute is hired."}),
            ("resolve", {"resolution": "She began."}),
        ):
            reply = await self.place.author.post(f"{self.barrier}/{verb}", json=body)
            assert reply.status_code == 200, reply.text

    async def _revise(self, plan: dict[str, Any]) -> None:
        now = (await self.place.author.get(f"/v1/plans/{plan['id']}")).json()
        parts = now["goals"][0]["strategies"][0]["activities"]
        shown = {
            part["code"]: {
                k: v for k, v in part.items() if k not in ("id", "due_on", "responsible_people") and v is not None
            }
            for part in parts
        }
        del shown["O2"]
        for code, day in (REDATED, ADDED):
            shown[code] = activity(code, due={"kind": "date", "on": day.isoformat()})
        await revise(self.place, plan, {"goals": goals(*shown.values())})

    async def complete(self, day: date) -> None:
        """Most people do their tasks on time, some late, some never; what is blocked or nobody's waits."""
        ready: dict[tuple[str, str], list[Task]] = defaultdict(list)
        for task in await self.tasks():
            if task.state == "open" and task.owner and day >= task.due_on + fate(task.key):
                ready[task.owner, task.key[1]].append(task)
        for (owner, school), tasks in ready.items():
            role = "school_coordinator", self.place.schools[school]
            caller = self.place.scheduling.person(self.place.id, UUID(owner), role)
            items = [{"task_id": task.id} for task in tasks]
            reply = await caller.post("/v1/bulk/tasks/complete", json={"items": items})
            assert (reply.status_code, reply.json()["done"]) == (200, len(tasks)), reply.text
            self.completed.update((task.key, (day, owner)) for task in tasks)


def fate(key: Key) -> timedelta:
    """When a task is done, counted from its due date: the same in every run."""
    chance = random.Random(f"{key}")
    luck = chance.random()
    return timedelta(days=chance.randint(-4, -2) if luck < 0.62 else chance.randint(1, 16) if luck < 0.9 else 1000)
