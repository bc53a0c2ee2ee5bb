"""Roll-ups of a plan of a million tasks, against reading one task; and what keeping their cells costs a change."""

import asyncio
import statistics
import time
from uuid import UUID

from tests.benchmarks.district import TASKS, District
from tests.benchmarks.load import Seen, drive, request
from tests.benchmarks.outcome import Found, Outcome
from tests.benchmarks.world import Connection, World

ROUNDS = 4
SECONDS = 1.5
OCCURRENCES = 20
CHANGES = 300
SET_DISTRICT = "select set_config('app.district_id', $1, false)"
ONE = "select * from tasks where district_id = $1 and id = $2"
LEFT = "select exists (select from rollup_deltas)"
COMPLETE = """update tasks set state = 'done', done_at = now(), done_on = due_on, updated_at = now(), version = version + 1
where district_id = $1 and id = $2"""

#: One more occurrence of each of the plan's tasks. What fell due is mostly done, some late, some blocked or still open.
REPEAT = """
insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state,
  due_on, blocked_on, done_at, done_on, created_at, updated_at, created_by, updated_by, version)
select district_id, uuidv7(), plan_id, goal_id, strategy_id, activity_id, school_id, day, owner_id, stands, day,
  case stands when 'blocked' then day - 3 end, case stands when 'done' then now() end,
  case stands when 'done' then day + dice % 10 - 8 end, now(), now(), 'bench', 'bench', 1
from (
  select d.*, current_date - 100 + $2::int * 14 as day, case
    when $2 >= 7 then case when dice < 95 then 'open' else 'in_progress' end
    when dice < 80 then 'done' when dice < 92 then 'open' when dice < 97 then 'withdrawn' else 'blocked' end as stands
  from (select t.*, (random() * 99)::int as dice from tasks t where plan_id = $1 and occurrence_on is null) d) made"""


async def measure(world: World, district: District) -> list[Found]:
    """One caller, one request at a time; milliseconds, p95."""
    plan_id = district.published[-1]
    district.coordinator.token = ""
    async with world.superuser("scheduling") as connection:
        filled = await _fill(world, connection, plan_id)
        task_id = await connection.fetchval("select id from tasks where plan_id = $1 limit 1", UUID(plan_id))
        changes = [await _changes(connection, district.id, plan_id) for _ in range(ROUNDS)]
    kinds = {
        "by goal": f"/v1/plans/{plan_id}/roll-up?by=goal",
        "by school": f"/v1/plans/{plan_id}/roll-up?by=school",
        "burn-up": f"/v1/plans/{plan_id}/roll-up/series",
        "one task": f"/v1/tasks/{task_id}",
    }
    seen: dict[str, list[Seen]] = {kind: [] for kind in kinds}
    bare: list[tuple[float, float]] = []
    with world.api_alone("scheduling") as (port, _):
        async with world.connection("scheduling") as connection:
            await connection.execute(SET_DISTRICT, str(district.id))
            for number in range(ROUNDS):
                world.say(f"rollup: round {number + 1} of {ROUNDS}")
                for kind, path in kinds.items():
                    asked = [request(path, district.coordinator.bearer())]
                    seen[kind].append(await drive(port, asked, connections=1, seconds=SECONDS))
                bare.append(await _drive_bare(connection, district.id, task_id))
    return _outcomes(seen, bare, changes, filled)


def _outcomes(
    seen: dict[str, list[Seen]], bare: list[tuple[float, float]], changes: list[tuple[float, float]], filled: list[str]
) -> list[Found]:
    one = [found.p95 for found in seen["one task"]]
    found: list[Found] = []
    for kind in ("by goal", "by school", "burn-up"):
        medians = f"p50 {statistics.median(s.p50 for s in seen[kind]):.1f} ms"
        over_bare = statistics.median(s.p95 / p95 for s, (_, p95) in zip(seen[kind], bare, strict=True))
        notes = [f"{medians}; p95 against the bare primary-key select: {over_bare:.1f} ×"]
        name = f"roll-up {kind}, p95, to GET of one task"
        found.append(
            Outcome(name, "ms", None, [s.p95 for s in seen[kind]], one, notes if kind != "by goal" else filled + notes)
        )
    pairs = list(zip(*changes, strict=True))
    notes = ["bare: the same with the triggers off; no fsync in either"]
    found.append(Outcome("one task completed, SQL alone", "ms", None, list(pairs[0]), list(pairs[1]), notes))
    return found


async def _fill(world: World, connection: Connection, plan_id: str) -> list[str]:
    """Make it a million tasks, the triggers counting, and wait until the worker has folded."""
    world.say(f"rollup: {TASKS * OCCURRENCES:,} tasks")
    began = time.perf_counter()
    for number in range(1, OCCURRENCES):
        await connection.execute(REPEAT, UUID(plan_id), number)
    made = time.perf_counter() - began
    async with asyncio.timeout(120):
        while await connection.fetchval(LEFT):
            await asyncio.sleep(0.2)
    folded = time.perf_counter() - began - made
    await connection.execute("vacuum analyze tasks, rollup_cells, rollup_deltas, rollup_days")
    rows = await connection.fetch(
        "select kind, count(*) as n from rollup_cells where plan_id = $1 group by 1 order by 1", UUID(plan_id)
    )
    cells = ", ".join(f"{row['n']:,} cells by {row['kind']}" for row in rows)
    return [
        f"{TASKS * OCCURRENCES:,} tasks, 50 activities, 1,000 schools; one request at a time; {cells}",
        f"filled in {made:.0f} s with the triggers on, the last of it folded {folded:.1f} s later",
    ]


async def _changes(connection: Connection, district_id: UUID, plan_id: str) -> tuple[float, float]:
    """Milliseconds to complete a task, with the triggers and without; nothing stays."""
    ids = [
        row["id"]
        for row in await connection.fetch(
            "select id from tasks where plan_id = $1 and state = 'open' order by id limit $2",
            UUID(plan_id),
            2 * CHANGES,
        )
    ]
    took = []
    for part, setting in ((ids[:CHANGES], "origin"), (ids[CHANGES:], "replica")):
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(f"set local session_replication_role = {setting}")
        each = []
        for id_ in part:
            began = time.perf_counter()
            await connection.execute(COMPLETE, district_id, id_)
            each.append((time.perf_counter() - began) * 1e3)
        await transaction.rollback()
        took.append(statistics.median(each))
    return took[0], took[1]


async def _drive_bare(connection: Connection, district_id: UUID, task_id: UUID) -> tuple[float, float]:
    took = []
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        began = time.perf_counter()
        assert await connection.fetchrow(ONE, district_id, task_id)
        took.append((time.perf_counter() - began) * 1e3)
    took.sort()
    return took[len(took) // 2], took[len(took) * 95 // 100]
