"""However tasks change, and whoever folds meanwhile, the roll-up says at every moment what counting them says."""

import asyncio
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import orjson
import pytest

from services.scheduling.views.rollups import repository
from services.scheduling.views.rollups.aggregating import fold
from services.scheduling.views.rollups.definitions import COUNTS
from services.scheduling.work.task_states import TaskState
from shared import clock
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.effort import SEED
from tests.one_day import noon
from tests.scheduling.factories import TODAY, District, activity

FIGURES = [name for name in COUNTS if name not in ("done_share", "on_time_share", "oldest_barrier_on")]
PLAIN = """
select count(*) filter (where state <> 'withdrawn') as tasks, count(*) filter (where state = 'open') as open,
  count(*) filter (where state = 'in_progress') as in_progress, count(*) filter (where state = 'blocked') as blocked,
  count(*) filter (where state = 'done') as done, count(*) filter (where state = 'withdrawn') as withdrawn,
  count(*) filter (where state in ('open', 'in_progress') and due_on < $2) as overdue,
  count(*) filter (where state in ('open', 'in_progress', 'blocked') and owner_id is null) as unowned,
  count(*) filter (where state = 'done' and done_on <= due_on) as on_time,
  count(*) filter (where state = 'done' and done_by = 'service:scheduling') as proved,
  count(*) filter (where state = 'done' and done_by <> 'service:scheduling') as said,
  count(*) filter (where state = 'done' or (state in ('open', 'in_progress') and due_on < $2)) as on_time_of
from tasks where plan_id = $1::uuid"""

UNBLOCKING: dict[str, dict[str, str]] = {
    "triage": {"level": "district_team", "reason": "x"},
    "assign": {},
    "decide": {"decision": "x"},
    "resolve": {"resolution": "x", "restore": "keep"},
}
LEFT = "select count(*) from rollup_deltas where district_id = $1"


async def compared(connection: Any, plan_id: str, by: str) -> tuple[dict[str, int], dict[str, int]]:
    """The roll-up's total and a plain count, of one snapshot."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        sql = repository.plan_sql(by, limited=False).replace("($1)", "($1::text[])")
        body = await connection.fetchval(sql, [plan_id, clock.now().isoformat(), None, "{}"])
        found = orjson.loads(body)
        plain = await connection.fetchrow(PLAIN, plan_id, date.fromisoformat(found["today"]))
    groups = {name: sum(group[name] for group in found["groups"]) for name in FIGURES}
    assert groups == {name: found["total"][name] for name in FIGURES}
    return groups, dict(plain)


class Disturber:
    """Somebody who does things with tasks in any order, and keeps what came of it: each move's replies."""

    def __init__(self, district: District, seed: int) -> None:
        self.district, self.chance = district, random.Random(seed)
        self.came: Counter[tuple[str, str]] = Counter()
        self.barriers: list[str] = []

    async def disturb(self, tasks: list[dict[str, Any]]) -> None:
        """Each move as often as the others, on tasks by chance; what is refused by then is refused for that reason alone."""
        moves = [self.start, self.complete, self.give_away, self.block, self.withdraw, self.block, self.unblock]
        for number, task in enumerate(self.chance.sample(tasks, len(tasks))):
            move = moves[number % len(moves)]
            reply = await move(f"/v1/tasks/{task['id']}", task["id"])
            if reply is not None:
                came = "done" if reply.is_success else reply.json()["code"]
                self.came[move.__name__, came] += 1

    async def start(self, url: str, _: str) -> httpx.Response | None:
        return await self.district.author.post(f"{url}/start")

    async def complete(self, url: str, _: str) -> httpx.Response | None:
        return await self.district.author.post(f"{url}/complete", json={})

    async def give_away(self, url: str, _: str) -> httpx.Response | None:
        tag = (await self.district.author.get(url)).headers["ETag"]
        return await self.district.author.patch(url, json={"owner_id": None}, headers={"If-Match": tag})

    async def withdraw(self, url: str, _: str) -> httpx.Response | None:
        return await self.district.author.post(f"{url}/withdraw", json={"reason": "x"})

    async def block(self, _: str, task_id: str) -> httpx.Response | None:
        body = {"title": "x", "category": "time", "task_ids": [task_id]}
        reply = await self.district.author.post("/v1/barriers", json=body)
        if reply.status_code == 201:
            self.barriers.append(f"/v1/barriers/{reply.json()['id']}")
        return reply

    async def unblock(self, _: str, __: str) -> httpx.Response | None:
        if not self.barriers:
            return None
        barrier = self.barriers.pop()
        for verb, body in UNBLOCKING.items():
            who = {"assignee_id": str(self.district.people["executive"])} if verb == "assign" else {}
            reply = await self.district.author.post(f"{barrier}/{verb}", json={**body, **who})
            assert reply.status_code == 200, reply.text
        return reply


def assert_reached(came: Counter[tuple[str, str]]) -> None:
    """Every move was made, and refused only for what others had done meanwhile."""
    moves = {"start", "complete", "give_away", "block", "withdraw", "unblock"}
    assert {move for move, outcome in came if outcome == "done"} == moves, came
    refused = {outcome for _, outcome in came} - {"done"}
    assert refused <= {"wrong_state", "task_blocked", "stale"}, came


async def assert_states_reached(scheduling: Service, plan_id: str, today: date) -> None:
    """Tasks of the plan stand in every state, and some were done before, on and after their day."""
    rows = await scheduling.sql(
        "select state, due_on, done_on from tasks where plan_id = $1::text::uuid",
        plan_id,
    )
    assert {row["state"] for row in rows} == set(TaskState)
    done = [row for row in rows if row["state"] == "done"]
    assert {row["done_on"] for row in done} == {today}
    assert any(row["due_on"] > today for row in done)
    assert any(row["due_on"] == today for row in done)
    assert any(row["due_on"] < today for row in done)


async def test_a_roll_up_equals_a_plain_count_at_every_moment(
    scheduling: Service, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = noon(TODAY)
    monkeypatch.setattr(clock, "now", lambda: moment)
    # A third of the tasks is due today, a third later, and a third is given other days again and again.
    days = [TODAY if n % 3 == 0 else TODAY + timedelta(days=20) for n in range(12)]
    activities = [activity(f"A{n}", due={"kind": "date", "on": day.isoformat()}) for n, day in enumerate(days)]
    plan = await district.published(*activities)
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"], "limit": "100"})).json()["items"]
    over = asyncio.Event()
    moments = 0

    async def folding() -> None:
        while not over.is_set():
            await fold(scheduling.app.state.db, scheduling.settings)
            await asyncio.sleep(0.01)

    async def redating(connection: Any, *by: int) -> None:
        # As a revision or a mended calendar does: many tasks in one statement, some of them overdue from then on.
        for days in by:
            await connection.execute(
                """update tasks set due_on = due_on + $2::int, target_on = null, updated_at = now(), version = version + 1
                where plan_id = $1::uuid and state in ('open', 'in_progress')
                  and activity_id in (select id from activities where plan_id = $1::uuid and position % 3 = 2)""",
                *(plan["id"], days),
            )
            await asyncio.sleep(0.05)

    async def watching(connection: Any) -> None:
        nonlocal moments
        while not over.is_set() or moments <= 20:
            rolled_up, plain = await compared(
                connection, plan["id"], random.choice(["goal", "school", "cohort", "role"])
            )
            assert rolled_up == plain
            moments += 1
            await asyncio.sleep(0)

    url = as_superuser(scheduling.settings.database_url)
    connections = [await asyncpg.connect(url) for _ in range(2)]
    for connection in connections:
        await connection.execute("set role throughline_app")
        await connection.execute("select set_config('app.district_id', $1, false)", str(district.id))
    await redating(connections[1], -45)
    # Whoever is faster in what follows: one of each is done, and one that nobody touches stays open.
    apart = {code: next(task for task in tasks if task["activity_code"] == code) for code in ("A0", "A1", "A2", "A3")}
    for code in ("A0", "A1", "A2"):
        done = await district.author.post(f"/v1/tasks/{apart[code]['id']}/complete", json={})
        assert done.status_code == 200, done.text
    disturbed = [task for task in tasks if task not in apart.values()]
    disturbers = [Disturber(district, seed) for seed in range(SEED, SEED + 4)]
    watchers = [asyncio.create_task(folding()), asyncio.create_task(watching(connections[0]))]
    await asyncio.gather(
        *(each.disturb(disturbed) for each in disturbers),
        redating(connections[1], 10, -25, 90, -120, -1),
        district.published(*activities),
    )
    over.set()
    await asyncio.gather(*watchers)
    for by in repository.GROUPS.keys() - {"plan"}:
        rolled_up, plain = await compared(connections[0], plan["id"], by)
        assert rolled_up == plain
    assert_reached(sum((each.came for each in disturbers), Counter()))
    await assert_states_reached(scheduling, plan["id"], TODAY)
    await fold(scheduling.app.state.db, scheduling.settings)
    assert (await scheduling.sql(LEFT, district.id))[0][0] == 0
    assert (await compared(connections[0], plan["id"], "school"))[0] == plain
    recounted = await scheduling.machine(district.id).post("/v1/roll-up/recount")
    assert recounted.json().get("cells_corrected") == 0, recounted.text
    for connection in connections:
        await connection.close()
