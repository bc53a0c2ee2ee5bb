"""One activity that each teacher does, against as many tasks of one holder at each school: the same run, the same district."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from deploy.local.callers import Caller, read_and_approve
from shared.ids import new_id
from tests.benchmarks.district import ROLE, SCHOOL_ROLES, SCHOOLS, STAFF, District, person
from tests.benchmarks.load import drive, request
from tests.benchmarks.outcome import Found, Outcome
from tests.benchmarks.publish import ANNOUNCED, TAKE_MAIL_BACK
from tests.benchmarks.world import Connection, NotStartable, World, notified

ROUNDS = 3
SECONDS = 1.5
#: What takes longer hangs.
HANG = 900
TODAY = date.today()
TOLD = """select count(distinct m.id) from messages m join deliveries d on d.message_id = m.id
where m.plan_id = $1 and d.channel = 'inbox'"""


@dataclass
class Took:
    """Seconds of one publication, and milliseconds (p95) of what is read of it."""

    reply: float
    told: float
    rollup: float
    my_day: float


async def measure(world: World, district: District, teachers: int) -> list[Found]:
    """Both forms in turn, some rounds; the first warms up."""
    world.need("notifications")
    count = teachers // SCHOOLS
    if count < 1:
        raise NotStartable(f"at least {SCHOOLS:,} teachers: one a school")
    world.say(f"each: {count * SCHOOLS:,} teachers")
    await _hire(world, district, count)
    place = district.schools[0]
    teacher = await asyncio.to_thread(person, district.admin, "teacher", place)
    principal = await asyncio.to_thread(person, district.admin, "principal", place)
    await world.quiet()
    # Whoever acts through the API is one more teacher, and one more principal, of the first school.
    forms = {
        "each": (_plan([_activity("A0", 0, owner_role="teacher", owned_by="each")]), count * SCHOOLS + 1, teacher),
        "one": (_plan([_activity(f"A{n}", n) for n in range(count)]), count * SCHOOLS, principal),
    }
    found: dict[str, list[Took]] = {name: [] for name in forms}
    async with world.superuser("notifications") as sink:
        for number in range(ROUNDS + 1):
            for name, (content, tasks, reader) in forms.items():
                world.say(f"each: {name}, {f'round {number} of {ROUNDS}' if number else 'warming up'}")
                took = await _published(world, district, sink, content, tasks, reader)
                if number:
                    found[name].append(took)
    return _outcomes(found, count * SCHOOLS)


def _outcomes(found: dict[str, list[Took]], tasks: int) -> list[Found]:
    bare = f"{tasks // SCHOOLS} activities, one holder at each school"
    note = f"ours: one activity that each of {tasks:,} teachers does; bare: {bare}"
    parts = {
        "publish each, until the reply": ("s", "reply"),
        "publish each, until the last message": ("s", "told"),
        "roll-up by goal, p95": ("ms", "rollup"),
        "one teacher's my-day, p95": ("ms", "my_day"),
    }
    columns = {form: [vars(one) for one in took] for form, took in found.items()}
    return [
        Outcome(
            *(said, unit, None),
            [one[name] for one in columns["each"]],
            [one[name] for one in columns["one"]],
            [note],
        )
        for said, (unit, name) in parts.items()
    ]


async def _published(
    world: World, district: District, sink: Connection, content: dict[str, Any], tasks: int, reader: Caller
) -> Took:
    plan_id = await asyncio.to_thread(_approved, district, content)
    await _settled(world, sink)
    await world.checkpoint()
    done = asyncio.create_task(notified(sink, "outbox", ANNOUNCED, UUID(plan_id), seconds=HANG))
    await asyncio.sleep(0.05)
    began, replied = await asyncio.to_thread(_publish, world, district, plan_id, tasks)
    await done
    told = (datetime.now(UTC) - began).total_seconds()
    people = tasks if len(content["goals"][0]["strategies"][0]["activities"]) == 1 else SCHOOLS
    assert await sink.fetchval(TOLD, UUID(plan_id)) >= people
    await _settled(world, sink)
    with world.api_alone("scheduling") as (port, _):
        rollup = [request(f"/v1/plans/{plan_id}/roll-up?by=goal", district.coordinator.bearer())]
        day = [request("/v1/my-day", reader.bearer())]
        figures = await drive(port, rollup, connections=1, seconds=SECONDS)
        mine = await drive(port, day, connections=1, seconds=SECONDS)
    # The next one is measured as the first was: nobody has tasks of a plan before it.
    archive = {"reason": "measured"}
    await asyncio.to_thread(district.coordinator.post, "scheduling", f"/v1/plans/{plan_id}/archive", archive)
    await _settled(world, sink)
    return Took(replied, told, figures.p95, mine.p95)


async def _settled(world: World, sink: Connection) -> None:
    """Everything is handled, and the mails of it, which are another's to measure, are taken off the queue."""
    quiet = asyncio.create_task(world.quiet(HANG))
    while not quiet.done():
        await sink.execute(TAKE_MAIL_BACK)
        await asyncio.wait([quiet], timeout=0.3)
    await quiet


def _approved(district: District, content: dict[str, Any]) -> str:
    made = district.coordinator.post("scheduling", "/v1/plans", content)
    plan = district.coordinator.post("scheduling", f"/v1/plans/{made['id']}/submit")
    read_and_approve(district.executive, f"/v1/plans/{made['id']}", plan["content_hash"])
    return str(made["id"])


def _publish(world: World, district: District, plan_id: str, tasks: int) -> tuple[datetime, float]:
    headers = {"Authorization": f"Bearer {district.coordinator.bearer()}"}
    url = f"{world.url('scheduling')}/v1/plans/{plan_id}/publish"
    with httpx.Client(headers=headers, trust_env=False, timeout=None) as client:
        began, clock = datetime.now(UTC), time.perf_counter()
        reply = client.post(url)
        seconds = time.perf_counter() - clock
    reply.raise_for_status()
    assert reply.json()["task_count"] == tasks, reply.json()["task_count"]
    return began, seconds


async def _hire(world: World, district: District, count: int) -> None:
    """So many teachers at each school, straight into the copies of the directory."""
    began = TODAY - timedelta(days=400)
    people = [(new_id(), school) for school in district.schools for _ in range(count)]
    staff = [
        (district.id, id_, "Given", f"Teacher {n}", f"t{n}@d.example", "en", True, 1)
        for n, (id_, _) in enumerate(people)
    ]
    roles = [(district.id, new_id(), id_, school, "teacher", "teacher", began, 1) for id_, school in people]
    for service in ("scheduling", "notifications"):
        async with world.superuser(service) as connection:
            await connection.copy_records_to_table("directory_staff", records=staff, columns=STAFF)
            await connection.copy_records_to_table("directory_roles", records=roles, columns=ROLE)
            await connection.execute("analyze directory_staff, directory_roles")


def _plan(activities: list[dict[str, Any]]) -> dict[str, Any]:
    strategy = {"code": "S1", "title": "Teams", "description": "", "activities": activities}
    goal = {"code": "G1", "title": "Fidelity", "measure": "Self-check", "unit": "percent", "baseline": 46, "target": 80}
    goal |= {"target_on": (TODAY + timedelta(days=200)).isoformat(), "strategies": [strategy]}
    return {"title": "What everybody does", "school_year": "2026-2027", "summary": "", "goals": [goal]}


def _activity(code: str, number: int, **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "title": f"Write down what was tried in class {number}",
        "owner_role": SCHOOL_ROLES[number % len(SCHOOL_ROLES)],
        "targets": {"kind": "all"},
        "due": {"kind": "date", "on": (TODAY + timedelta(days=10 + number)).isoformat()},
        "done_when": {"kind": "manual"},
        **changes,
    }
