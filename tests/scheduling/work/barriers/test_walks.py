"""Random walks of several barriers over the same tasks: whatever happens, a task is blocked exactly while one holds it."""

import random
from typing import Any

import pytest

from services.scheduling.work.barriers.rules import STANDING
from services.scheduling.work.barriers.transitions import MOVES
from shared.testing.calls import Service
from tests.scheduling.factories import District, activity, scored
from tests.scheduling.work.barriers.factories import move, raised
from tests.scheduling.work.evidence.factories import PROVED
from tests.states.scheduling import BARRIERS, TASKS

#: A seed says which moves are made, in which order: one whose walk comes through every state.
SEEDS = (2,)
LEVELS = ["school", "district_team", "executive", "outside"]


async def step(district: District, chance: random.Random, barriers: list[dict[str, Any]], tasks: list[str]) -> str:
    """Do one thing, possible or not; says what came of it."""
    if len(barriers) < 4 and chance.random() < 0.25:
        body = {"title": "x", "category": "time", "task_ids": chance.sample(tasks, 2)}
        reply = await district.oak.post("/v1/barriers", json=body)
        assert reply.status_code in (201, 409, 422), reply.text
        return "raised" if reply.status_code == 201 else str(reply.json()["code"])
    barrier = chance.choice(barriers)
    url = f"/v1/barriers/{barrier['id']}"
    kind = chance.random()
    if kind < 0.1:
        reply = await district.author.post(f"{url}/tasks", json={"task_ids": [chance.choice(tasks)]})
    elif kind < 0.2:
        reply = await district.author.delete(f"{url}/tasks/{chance.choice(tasks)}")
    elif kind < 0.3:
        reply = await district.oak.post(f"/v1/tasks/{chance.choice(tasks)}/start")
    elif kind < 0.35:
        reply = await district.oak.post(f"/v1/tasks/{chance.choice(tasks)}/complete", json={})
    else:
        # Mostly what its state allows, or no walk would come far; and anything at all, now and then.
        allowed = [verb for verb, cell in BARRIERS[barrier["state"]].items() if not cell.startswith("!")]
        verb = chance.choice(allowed if allowed and chance.random() < 0.8 else [each.name for each in MOVES.values()])
        more = {"level": chance.choice(LEVELS), "contact": "State office"} if verb in ("triage", "escalate") else {}
        reply = await move(district, barrier, verb, **more)
    assert reply.status_code in (200, 404, 409), reply.text
    return "done" if reply.is_success else str(reply.json()["code"])


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_task_is_blocked_exactly_while_a_standing_barrier_holds_it(
    district: District, scheduling: Service, seed: int
) -> None:
    chance = random.Random(seed)
    plan = await district.published(activity("A1"), activity("A2"), activity("A3", done_when=PROVED))
    tasks = [(await district.task(plan, "oak", code))["id"] for code in ("A1", "A2", "A3")]
    await raised(district.oak, task_ids=tasks)
    came: set[str] = set()
    reached: set[str] = set()
    for turn in range(50):
        barriers = (await district.author.get("/v1/barriers")).json()["items"]
        reached |= {barrier["state"] for barrier in barriers}
        came.add(await step(district, chance, barriers, tasks))
        if turn == 20:
            await scheduling.receive(district.id, scored(district.schools["oak"]))
        reached |= await check(scheduling, district)
    assert reached == {*BARRIERS, *TASKS} - {"withdrawn"}, reached
    assert {"raised", "done", "wrong_state", "task_blocked"} <= came, came
    (row,) = await scheduling.sql("select state from tasks where id = $1::text::uuid", tasks[2])
    assert row["state"] == "done"


async def check(scheduling: Service, district: District) -> set[str]:
    """Hold the tables against the rule; returns the states the tasks are in."""
    rows = await scheduling.sql(
        """select t.state, t.blocked_on, count(l.id) filter (where l.unblocked_on is null) as holding,
             count(distinct l.former_state) filter (where l.unblocked_on is null) as formers,
             array_agg(distinct b.state) filter (where l.id is not null and l.unblocked_on is null) as states
        from tasks t left join barrier_tasks l on l.task_id = t.id left join barriers b on b.id = l.barrier_id
        where t.district_id = $1 group by t.id, t.state, t.blocked_on""",
        district.id,
    )
    for row in rows:
        assert (row["state"] == "blocked") == (row["holding"] > 0) == (row["blocked_on"] is not None), dict(row)
        assert row["formers"] <= 1
        assert set(row["states"] or ()) <= set(STANDING)
    return {row["state"] for row in rows}
