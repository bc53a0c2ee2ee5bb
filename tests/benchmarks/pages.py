"""Pages of tasks as each kind of caller asks for them, on ever more tasks: nobody's page should cost more than the district's,
no filter without hits more than a first page. One caller, one request at a time.
"""

import statistics
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from deploy.local.callers import Caller
from shared.auth.scopes import SCOPES
from tests.benchmarks import postgrest
from tests.benchmarks.district import TODAY, District
from tests.benchmarks.lists import bare_server
from tests.benchmarks.load import drive, request
from tests.benchmarks.outcome import Found, NotMeasured, Outcome, Target
from tests.benchmarks.spread import SHAPES, fill
from tests.benchmarks.world import World

ROUNDS = 3
SECONDS = 1.0
SIZES = (10_000, 100_000)
MILLION = 1_000_000
#: A page of somebody who sees some schools, to one of somebody who sees all; and one without hits, to a first page.
SOME_TO_ALL, NONE_TO_FIRST = Target(1.5), Target(1.5)
PAGE = "/v1/tasks?limit=50"
#: Each filter with hits, and without.
FILTERS = {
    "state": ("state=open", "state=blocked"),
    "unowned": ("unowned=false", "unowned=true"),
    "search": ("search=month+12", "search=nothing+like+it"),
    "overdue": ("overdue=true", "overdue=true&state=blocked"),
    "plan_id": ("plan_id={plan}", "plan_id={nobody}"),
    "activity_id": ("activity_id={activity}", "activity_id={nobody}"),
    "owner_id": ("owner_id={owner}", "owner_id={nobody}"),
    "due": (f"due_from={TODAY}", f"due_from={TODAY + timedelta(days=900)}"),
}


@dataclass(frozen=True)
class Asking:
    """Somebody who asks, and what for."""

    name: str
    path: str
    bearer: str


async def measure(world: World, district: District, *, million: bool) -> list[Found]:
    """Each size in turn: the table grows in the same district."""
    callers = await _callers(district)
    await world.quiet()
    async with world.superuser("scheduling") as connection:
        await connection.execute("create schema if not exists bench")
        await postgrest.prepare(connection, district.id)
    found: list[Found] = []
    for tasks in (*SIZES, *([MILLION] if million else [])):
        world.say(f"pages: {tasks:,} tasks")
        async with world.superuser("scheduling") as connection:
            await fill(connection, district.id, UUID(district.published[-1]), tasks)
            facts = await _facts(connection, district)
        found += await _of_size(world, district, tasks, callers, facts)
    return found


async def _callers(district: District) -> dict[str, Caller]:
    """One of each kind; schools are those of the smallest size."""
    async with district.world.superuser("scheduling") as connection:
        rows = await connection.fetch(
            "select id from directory_schools where district_id = $1 order by id limit $2",
            district.id,
            SHAPES[SIZES[0]][0],
        )
    schools = [str(row["id"]) for row in rows]
    people = {
        "school coordinator": [("school_coordinator", schools[3])],
        "principal of three schools": [("principal", id_) for id_ in schools[4:7]],
        "mentor": [("mentor", schools[7])],
    }
    found = {"district coordinator": district.coordinator}
    for name, held in people.items():
        who = district.admin.post("partners", "/v1/staff", {"given_name": "A", "family_name": name})
        for role, school_id in held:
            role_at = {"staff_id": who["id"], "role": role, "school_id": school_id}
            since = (TODAY - timedelta(days=30)).isoformat()
            district.admin.post("partners", "/v1/role-assignments", {**role_at, "starts_on": since})
        found[name] = district.admin.as_client(name, sorted(SCOPES.keys() - {"clients:write"}), who["id"])
    # Who makes clients may not let them live longer than they do.
    maker = district.admin.get("partners", f"/v1/clients/{district.admin.client_id}")
    for count in (1, 20):
        name = f"client of {count} school{'s' if count > 1 else ''}"
        body: dict[str, Any] = {"name": name, "scopes": ["tasks:read"], "staff_id": None, "school_ids": schools[:count]}
        body |= {"expires_at": maker["expires_at"]}
        made = district.admin.post("partners", "/v1/clients", body)
        found[name] = Caller(district.world, made["id"], made["secret"], name)
    return found


async def _facts(connection: Any, district: District) -> dict[str, str]:
    plan_id = district.published[-1]
    task = await connection.fetchrow(
        "select activity_id, owner_id from tasks where plan_id = $1 limit 1", UUID(plan_id)
    )
    return {"plan": plan_id, "activity": task["activity_id"], "owner": task["owner_id"], "nobody": str(UUID(int=1))}


async def _of_size(
    world: World, district: District, tasks: int, callers: dict[str, Caller], facts: dict[str, str]
) -> list[Found]:
    for caller in callers.values():
        caller.token = ""
    whole = callers["district coordinator"].bearer()
    asked = [Asking(name, PAGE, caller.bearer()) for name, caller in callers.items()]
    asked += [
        Asking(f"{name}, {what}", f"{PAGE}&{query.format(**facts)}", whole)
        for name, queries in FILTERS.items()
        for what, query in zip(("hits", "none"), queries, strict=True)
    ]
    school = callers["school coordinator"].bearer()
    asked += [
        Asking(f"school's {name}, none", f"{PAGE}&{query[1].format(**facts)}", school)
        for name, query in FILTERS.items()
    ]
    took: dict[str, list[float]] = {one.name: [] for one in asked}
    bare: list[float] = []
    peer: list[float] = []
    with (
        world.api_alone("scheduling") as (port, _),
        bare_server(world, "scheduling", whole, [PAGE]) as (bare_port, _),
        postgrest.serving(world) as (peer_port, why),
    ):
        for number in range(ROUNDS):
            world.say(f"pages of {tasks:,} tasks, round {number + 1} of {ROUNDS}")
            for one in asked:
                sent = [request(one.path, one.bearer)]
                took[one.name].append((await drive(port, sent, connections=1, seconds=SECONDS)).p50)
            bare.append((await drive(bare_port, [request(PAGE)], connections=1, seconds=SECONDS)).p50)
            if peer_port:
                sent = [request(postgrest.PAGE)]
                peer.append((await drive(peer_port, sent, connections=1, seconds=SECONDS)).p50)
    return _outcomes(f"{tasks:,} tasks", callers, took, bare, peer, why)


def _outcomes(
    size: str, callers: dict[str, Caller], took: dict[str, list[float]], bare: list[float], peer: list[float], why: str
) -> list[Found]:
    first = took["district coordinator"]
    found: list[Found] = [Outcome(f"{size}: district's page, to the bare twin's", "ms", None, first, bare)]
    found.append(
        Outcome(f"{size}: district's page, to PostgREST's", "ms", None, first, peer)
        if peer
        else NotMeasured(f"{size}: district's page, to PostgREST's", why)
    )
    for name in list(callers)[1:]:
        found.append(Outcome(f"{size}: {name}'s page, to the district's", "ms", SOME_TO_ALL, took[name], first))
    rest = {name: values for name, values in took.items() if name not in callers}
    lines = [f"{name:<26} {statistics.median(values):7.1f} ms" for name, values in rest.items()]
    without = {name: statistics.median(values) for name, values in rest.items() if name.endswith("none")}
    slowest = max(without, key=lambda name: without[name])
    found.append(
        Outcome(
            f"{size}: slowest without hits ({slowest}), to first page", "ms", NONE_TO_FIRST, rest[slowest], first, lines
        )
    )
    return found
