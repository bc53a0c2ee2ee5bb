"""The roll-up of a plan of 50,000 tasks by school, against the same SQL sent bare."""

import time
from datetime import UTC, datetime

from services.scheduling.rollups import repository
from tests.benchmarks.district import TASKS, District
from tests.benchmarks.load import Seen, drive, request
from tests.benchmarks.outcome import Found, Outcome
from tests.benchmarks.world import Connection, World

ROUNDS = 4
SECONDS = 1.5
SET_DISTRICT = "select set_config('app.district_id', $1, false)"


async def measure(world: World, district: District) -> list[Found]:
    """One caller, one request at a time; milliseconds."""
    plan_id = district.published[-1]
    district.coordinator.token = ""
    asked = [request(f"/v1/plans/{plan_id}/roll-up?by=school", district.coordinator.bearer())]
    ours: list[Seen] = []
    bare: list[tuple[float, float]] = []
    async with world.superuser("scheduling") as connection:
        await connection.execute("vacuum analyze tasks")
    with world.api_alone("scheduling") as (port, _):
        async with world.connection("scheduling") as connection:
            await connection.execute(SET_DISTRICT, str(district.id))
            # As `read_page` does: a plan for these very arguments. The general plan kept otherwise is slower here.
            await connection.execute("set plan_cache_mode = force_custom_plan")
            for number in range(ROUNDS):
                world.say(f"rollup: round {number + 1} of {ROUNDS}")
                ours.append(await drive(port, asked, connections=1, seconds=SECONDS))
                bare.append(await _drive_bare(connection, plan_id))
    notes = [f"{TASKS:,} tasks, grouped by 1,000 schools; one request at a time"]
    return [
        Outcome("roll-up by school, p50", "ms", None, [one.p50 for one in ours], [p50 for p50, _ in bare], notes),
        Outcome("roll-up by school, p95", "ms", None, [one.p95 for one in ours], [p95 for _, p95 in bare]),
    ]


async def _drive_bare(connection: Connection, plan_id: str) -> tuple[float, float]:
    sql = repository.plan_sql("school", limited=False).replace(
        "$1", "$1::text[]"
    )  # inside `read_page` the type is known
    took = []
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        began = time.perf_counter()
        body = await connection.fetchval(sql, [plan_id, datetime.now(UTC).isoformat(), None, "{}"])
        took.append((time.perf_counter() - began) * 1e3)
        assert f'"tasks" : {TASKS}' in body, body[:300]
    took.sort()
    return took[len(took) // 2], took[len(took) * 95 // 100]
