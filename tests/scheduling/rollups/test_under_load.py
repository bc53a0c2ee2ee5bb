"""However tasks change, and whoever folds meanwhile, the roll-up says at every moment what counting them says."""

import asyncio
import random
from datetime import date
from typing import Any

import asyncpg
import httpx
import orjson

from services.scheduling.rollups import repository
from services.scheduling.rollups.definitions import COUNTS
from services.scheduling.rollups.folding import fold
from shared import clock
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.scheduling.factories import District, activity

FIGURES = [name for name in COUNTS if name not in ("done_share", "on_time_share", "oldest_barrier_on")]
PLAIN = """
select count(*) filter (where state <> 'withdrawn') as tasks, count(*) filter (where state = 'open') as open,
  count(*) filter (where state = 'in_progress') as in_progress, count(*) filter (where state = 'blocked') as blocked,
  count(*) filter (where state = 'done') as done, count(*) filter (where state = 'withdrawn') as withdrawn,
  count(*) filter (where state in ('open', 'in_progress') and due_on < $2) as overdue,
  count(*) filter (where state in ('open', 'in_progress', 'blocked') and owner_id is null) as unowned,
  count(*) filter (where state = 'done' and done_on <= due_on) as on_time,
  count(*) filter (where state = 'done' or (state in ('open', 'in_progress') and due_on < $2)) as on_time_of
from tasks where plan_id = $1::uuid"""
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


async def disturb(district: District, tasks: list[dict[str, Any]], seed: int) -> None:
    """Start, complete, give away and withdraw tasks, in any order; what is refused by then is refused."""
    chance = random.Random(seed)
    callers: list[httpx.AsyncClient] = [district.author, district.oak, district.elm]
    for task in chance.sample(tasks, len(tasks)):
        path, caller = f"/v1/tasks/{task['id']}", chance.choice(callers)
        match chance.randrange(4):
            case 0:
                await caller.post(f"{path}/start")
            case 1:
                await caller.post(f"{path}/complete", json={})
            case 2:
                await caller.patch(path, json={"owner_id": None}, headers={"If-Match": '"1"'})
            case _:
                await district.author.post(f"{path}/withdraw", json={"reason": "x"})


async def test_a_roll_up_equals_a_plain_count_at_every_moment(scheduling: Service, district: District) -> None:
    activities = [activity(f"A{n}") for n in range(12)]
    plan = await district.published(*activities)
    tasks = (await district.author.get("/v1/tasks", params={"plan_id": plan["id"], "limit": "100"})).json()["items"]
    over = asyncio.Event()
    moments = 0

    async def folding() -> None:
        while not over.is_set():
            await fold(scheduling.app.state.db, scheduling.settings)
            await asyncio.sleep(0.01)

    async def redating(connection: Any) -> None:
        # As a revision or a mended calendar does: many tasks in one statement, some of them overdue from then on.
        for days in (-45, 10, -25, 60, -1):
            await connection.execute(
                """update tasks set due_on = due_on + $2::int, target_on = null, updated_at = now(), version = version + 1
                where plan_id = $1::uuid and state in ('open', 'in_progress')""",
                *(plan["id"], days),
            )
            await connection.execute(
                """update tasks set state = 'blocked', blocked_on = due_on, updated_at = now() where id in (
                select id from tasks where plan_id = $1::uuid and state = 'open' order by id limit 2)""",
                plan["id"],
            )
            await asyncio.sleep(0.05)

    async def watching(connection: Any) -> None:
        nonlocal moments
        while not over.is_set():
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
    watchers = [asyncio.create_task(folding()), asyncio.create_task(watching(connections[0]))]
    await asyncio.gather(
        *(disturb(district, tasks, seed) for seed in range(4)),
        redating(connections[1]),
        district.published(*activities),
    )
    over.set()
    await asyncio.gather(*watchers)
    for by in repository.GROUPS.keys() - {"plan"}:
        rolled_up, plain = await compared(connections[0], plan["id"], by)
        assert rolled_up == plain
    assert moments > 20
    await fold(scheduling.app.state.db, scheduling.settings)
    assert (await scheduling.sql(LEFT, district.id))[0][0] == 0
    assert (await compared(connections[0], plan["id"], "school"))[0] == plain
    recounted = await scheduling.machine(district.id).post("/v1/roll-up/recount")
    assert recounted.json().get("cells_corrected") == 0, recounted.text
    for connection in connections:
        await connection.close()
