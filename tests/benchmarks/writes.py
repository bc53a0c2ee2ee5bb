"""Small writes over HTTP: milliseconds of one caller's, beside a bare asyncpg transaction that writes the same rows.

The bare one is a statement for each table, PostgreSQL alone: no HTTP, no token, no policy, nothing read, no reply.
No worker runs beside either.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import httpx

from shared.ids import new_id
from tests.benchmarks.bare_writes import BARE, Bare
from tests.benchmarks.district import District
from tests.benchmarks.load import change, drive
from tests.benchmarks.outcome import Found, Outcome, Target
from tests.benchmarks.world import World

ROUNDS = 4
SECONDS = 2.0
#: Writes prepared for a turn: more than a caller gets done in it, for each is done once.
MOST = 3_000
SCHOOL, RECORD = Target(3), Target(6)
STAMPS = "created_at, updated_at, created_by, updated_by, version"
STAMPED = "now(), now(), 'bench', 'bench', 1"
ADD_SCHOOLS = f"""insert into schools (district_id, id, name, local_code, grades, tags, {STAMPS})
select $1, id, 'Oak', id::text, '{{}}', '{{}}', {STAMPED} from unnest($2::uuid[]) id"""
ADD_STUDENTS = """insert into students (district_id, id, source_id, given_name, family_name, created_at, updated_at, version)
select $1, id, id::text, 'A', 'B', now(), now(), 1 from unnest($2::uuid[]) id"""
ADD_STAFF = """insert into directory_staff (district_id, id, given_name, family_name, language, active, version)
values ($1, $2, 'A', 'B', 'en', true, 1)"""
ADD_ROLE = """insert into directory_roles (district_id, id, staff_id, school_id, role, profile, starts_on, version)
values ($1, $2, $2, null, 'mentor', 'mentor', '2020-01-01', 1)"""
OPEN_TASKS = "select id from tasks where district_id = $1 and state = 'open' order by id desc limit $2"

#: Whom students are assigned to.
MENTOR = UUID(int=5)

Request = Callable[[UUID], tuple[str, str, Any, dict[str, str]]]


@dataclass(frozen=True)
class Kind:
    """A kind of small write: the service, the calls, the ids they are about, and what is written bare for each."""

    service: str
    name: str
    target: Target
    request: Request
    ids: Sequence[UUID]
    bare: Bare


async def measure(world: World, district: District) -> list[Found]:
    """Each kind against its bare transaction."""
    world.need("assessment")
    everything = ROUNDS * 2 * MOST
    fresh = [new_id() for _ in range(everything)]
    async with world.superuser("partners") as connection:
        await connection.execute(ADD_SCHOOLS, district.id, fresh)
        await connection.execute("vacuum analyze schools")
    async with world.superuser("assessment") as connection:
        await connection.execute(ADD_STUDENTS, district.id, fresh)
        for statement in (ADD_STAFF, ADD_ROLE):
            await connection.execute(statement, district.id, MENTOR)
        await connection.execute("vacuum analyze students, directory_staff")
    async with world.superuser("scheduling") as connection:
        tasks = [row["id"] for row in await connection.fetch(OPEN_TASKS, district.id, everything)]
    unmade = [new_id() for _ in range(2 * everything)]
    return [
        await _against_bare(world, district, kind)
        for kind in (
            Kind("partners", "POST /v1/schools", SCHOOL, _add_school, unmade[:everything], BARE["add_school"]),
            Kind(
                *("partners", "POST /v1/schools with a key", SCHOOL, _add_school_once),
                *(unmade[everything:], BARE["add_school_once"]),
            ),
            Kind("partners", "PATCH /v1/schools/{school_id}", SCHOOL, _rename_school, fresh, BARE["rename_school"]),
            Kind("scheduling", "POST /v1/tasks/{task_id}/complete", SCHOOL, _complete, tasks, BARE["complete"]),
            Kind("assessment", "POST /v1/caseload-assignments", RECORD, _assign, fresh, BARE["assign"]),
        )
    ]


def _add_school(id_: UUID) -> tuple[str, str, Any, dict[str, str]]:
    return "POST", "/v1/schools", {"name": "Oak", "local_code": str(id_)}, {}


def _add_school_once(id_: UUID) -> tuple[str, str, Any, dict[str, str]]:
    return "POST", "/v1/schools", {"name": "Oak", "local_code": str(id_)}, {"Idempotency-Key": str(id_)}


def _rename_school(id_: UUID) -> tuple[str, str, Any, dict[str, str]]:
    return "PATCH", f"/v1/schools/{id_}", {"name": "Elm"}, {"If-Match": '"1"'}


def _complete(id_: UUID) -> tuple[str, str, Any, dict[str, str]]:
    return "POST", f"/v1/tasks/{id_}/complete", {}, {}


def _assign(id_: UUID) -> tuple[str, str, Any, dict[str, str]]:
    body = {"student_id": str(id_), "staff_id": str(MENTOR), "relation": "mentee", "starts_on": "2026-09-01"}
    return "POST", "/v1/caseload-assignments", body, {}


async def _against_bare(world: World, district: District, kind: Kind) -> Outcome:
    ids = iter(kind.ids)
    district.admin.token = ""
    bearer = district.admin.bearer()
    ours: list[float] = []
    bare: list[float] = []
    with ExitStack() as opened:
        port, _ = opened.enter_context(world.api_alone(kind.service))
        await world.quiet()
        _get_keys(port, kind, next(ids), bearer)
        opened.enter_context(world.others_at_rest())
        for number in range(ROUNDS):
            world.say(f"{kind.name}, round {number + 1} of {ROUNDS}")
            requests = [change(*kind.request(id_), bearer=bearer) for id_ in islice(ids, MOST)]
            ours.append((await drive(port, requests, connections=1, seconds=SECONDS)).p50)
            bare.append(await _written_bare(world, district, kind, ids))
    return Outcome(kind.name, "ms", kind.target, ours, bare)


def _get_keys(port: int, kind: Kind, id_: UUID, bearer: str) -> None:
    """One call, for which the API asks partners for the keys of tokens."""
    method, path, body, headers = kind.request(id_)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        sent = {**headers, "Authorization": f"Bearer {bearer}"}
        client.request(method, path, json=body, headers=sent).raise_for_status()


async def _written_bare(world: World, district: District, kind: Kind, ids: Iterator[UUID]) -> float:
    """The median of so many seconds, in milliseconds."""
    took: list[float] = []
    async with world.connection(kind.service) as connection:
        ends = time.perf_counter() + SECONDS
        for id_ in islice(ids, MOST):
            began = time.perf_counter()
            await kind.bare.write(connection, district.id, id_)
            took.append(time.perf_counter() - began)
            if time.perf_counter() > ends:
                break
    return statistics.median(took) * 1e3
