"""Revising a plan of 50 activities at 1,000 schools so that a tenth of its tasks is touched."""

import asyncio
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from deploy.local.callers import read_and_approve
from tests.benchmarks.district import SCHOOLS, District
from tests.benchmarks.outcome import Found, Outcome, Target
from tests.benchmarks.world import Connection, World

ROUNDS = 4
NAME = "revise a tenth of 50 × 1,000, until the reply"
REDATED, ADDED, LEFT_OUT = 3, 1, 1
#: What a part answers and is not sent with.
ANSWERED = ("id", "due_on", "decision", "owner", "responsible_people")

COPY = """
create schema if not exists bench;
drop table if exists bench.tasks, bench.task_history, bench.outbox;
create table bench.tasks (like public.tasks including all);
create table bench.task_history (like public.task_history including all);
create table bench.outbox (like public.outbox including all);
insert into bench.tasks select * from public.tasks where plan_id = $plan$;
analyze bench.tasks"""

#: The same change to the same rows: three activities re-dated, one left out, one added, as bare statements.
REDATE = """update bench.tasks set due_on = due_on + 7, updated_at = now(), updated_by = 'bench', version = version + 1
where activity_id = any($1) and state = 'open'"""
WITHDRAW = """update bench.tasks set state = 'withdrawn', withdrawn_reason = 'The plan was revised.', withdrawn_cause = 'rule',
updated_at = now(), updated_by = 'bench', version = version + 1 where activity_id = any($1) and state = 'open'"""
ADD = """insert into bench.tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, owner_id, state, due_on,
  created_at, updated_at, created_by, updated_by, version)
select t.district_id, uuidv7(), t.plan_id, t.goal_id, t.strategy_id, $2, t.school_id, t.owner_id, 'open', t.due_on,
  now(), now(), 'bench', 'bench', 1 from bench.tasks t where t.activity_id = $1"""

#: What people are owed for it: a line of history for each changed task, one event for each person.
NOTE = """insert into bench.task_history (district_id, id, task_id, happened_at, actor, what, before, after, change_id)
select district_id, uuidv7(), id, now(), 'bench', 'due_on', due_on::text, due_on::text, $1
from bench.tasks where updated_by = 'bench' and version > 1"""
TELL = """insert into bench.outbox (district_id, id, type, subject, data, actor, correlation_id, occurred_at)
select district_id, uuidv7(), 'bench.changed', '', json_build_object('owner_id', owner_id, 'lines', json_agg(
  json_build_object('task_id', id, 'activity_id', activity_id, 'school_id', school_id, 'due_on', due_on, 'state', state))),
  'bench', '', now()
from bench.tasks where updated_by = 'bench' group by district_id, owner_id"""


async def measure(world: World, district: District) -> list[Found]:
    """Ours over HTTP; bare the same rows of tasks, history and events by statements in one transaction."""
    plan_id = district.published[-1]
    ours, bare, of_tasks = [], [], []
    async with world.superuser("scheduling") as source:
        for number in range(ROUNDS + 1):
            world.say(f"revise: {f'round {number} of {ROUNDS}' if number else 'warming up'}")
            revision = await asyncio.to_thread(_approved, district, plan_id)
            await world.quiet()
            await world.checkpoint()
            touched = await _touched(source, plan_id)
            await source.execute(COPY.replace("$plan$", f"'{plan_id}'"))
            await world.checkpoint()
            tasks_alone, baseline = await _bare(source, *touched)
            await world.checkpoint()
            seconds, reply = await asyncio.to_thread(_publish, district, plan_id, revision)
            counts = [reply[f"{name}_count"] for name in ("added", "redated", "withdrawn")]
            assert counts == [SCHOOLS * n for n in (ADDED, REDATED, LEFT_OUT)], counts
            await world.quiet()
            if number:
                ours.append(seconds)
                bare.append(baseline)
                of_tasks.append(tasks_alone)
    ratio = statistics.median(one / other for one, other in zip(ours, of_tasks, strict=True))
    notes = [
        f"against the rows of tasks alone, without history and events: {ratio:.2f} × of {statistics.median(of_tasks):.3f} s",
        "ours also merges the content, checks it and keeps the roll-up",
    ]
    return [Outcome(NAME, "s", Target(2), ours, bare, notes)]


def _approved(district: District, plan_id: str) -> int:
    """A revision ready to be published: the first activities re-dated, the last left out, a new one in its place."""
    url = f"/v1/plans/{plan_id}"
    plan = district.coordinator.get("scheduling", url)
    goals = [_body(goal) for goal in plan["goals"]]
    activities: list[dict[str, Any]] = goals[0]["strategies"][0]["activities"]
    for activity in activities[:REDATED]:
        activity["due"]["on"] = (date.fromisoformat(activity["due"]["on"]) + timedelta(days=7)).isoformat()
    last = goals[-1]["strategies"][-1]["activities"]
    last[-1] = {**last[-1], "code": f"N{datetime.now(UTC).timestamp():.6f}"}
    made = district.coordinator.post("scheduling", f"{url}/revisions", {"note": "Measured.", "goals": goals})
    revision = f"{url}/revisions/{made['number']}"
    district.coordinator.post("scheduling", f"{revision}/submit")
    read_and_approve(district.executive, revision, made["content_hash"])
    return int(made["number"])


def _body(part: dict[str, Any]) -> dict[str, Any]:
    """A part as it is sent, from how it is got."""
    kept = {name: value for name, value in part.items() if name not in ANSWERED and value is not None}
    if owner := part.get("owner"):
        kept["owner_id"] = owner["id"]
    if people := part.get("responsible_people"):
        kept["responsible_ids"] = [person["id"] for person in people]
    for name in ("strategies", "activities"):
        if name in kept:
            kept[name] = [_body(inner) for inner in kept[name]]
    return kept


async def _touched(source: Connection, plan_id: str) -> tuple[list[UUID], list[UUID]]:
    rows = await source.fetch(
        "select id from activities where plan_id = $1 and retired_on is null order by position", UUID(plan_id)
    )
    ids = [row["id"] for row in rows]
    return ids[:REDATED], ids[-LEFT_OUT:]


async def _bare(source: Connection, redated: list[UUID], left_out: list[UUID]) -> tuple[float, float]:
    began = time.perf_counter()
    async with source.transaction():
        assert await source.execute(REDATE, redated) == f"UPDATE {SCHOOLS * REDATED}"
        assert await source.execute(ADD, left_out[0], UUID(int=1)) == f"INSERT 0 {SCHOOLS}"
        assert await source.execute(WITHDRAW, left_out) == f"UPDATE {SCHOOLS}"
        tasks_alone = time.perf_counter() - began
        assert await source.execute(NOTE, UUID(int=2)) == f"INSERT 0 {SCHOOLS * (REDATED + LEFT_OUT)}"
        await source.execute(TELL)
    return tasks_alone, time.perf_counter() - began


def _publish(district: District, plan_id: str, number: int) -> tuple[float, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {district.coordinator.bearer()}"}
    url = f"{district.world.url('scheduling')}/v1/plans/{plan_id}/revisions/{number}/publish"
    with httpx.Client(headers=headers, trust_env=False, timeout=60) as client:
        began = time.perf_counter()
        reply = client.post(url)
        seconds = time.perf_counter() - began
    reply.raise_for_status()
    return seconds, reply.json()
