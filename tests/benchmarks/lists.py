"""Lists: replies a second of one api process, against a bare ASGI function that sends the same bytes."""

import statistics
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
import psutil

from shared.testing.processes import free_port
from tests.benchmarks import layers
from tests.benchmarks.district import District
from tests.benchmarks.load import WARM_UP_SECONDS, Seen, drive, request
from tests.benchmarks.outcome import Found, Outcome, Target, table
from tests.benchmarks.world import World

ROUNDS = 4
SECONDS = 2.0
CONNECTIONS = 16
MICROSECONDS = 1e6
BACKENDS = "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"


@dataclass
class Server:
    """Somebody to send requests to, and what was seen of it."""

    service: str
    port: int
    pid: int
    requests: list[str]
    seen: list[Seen] = field(default_factory=list)
    own_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)

    async def turn(self, world: World) -> None:
        """Drive it for a while; also takes the processor time a reply costs it and its database."""
        before = _cpu([self.pid]), _cpu(await self._backends(world))
        seen = await drive(self.port, self.requests, connections=CONNECTIONS, seconds=SECONDS)
        after = _cpu([self.pid]), _cpu(await self._backends(world))
        replies = seen.rate * (SECONDS + WARM_UP_SECONDS)
        self.seen.append(seen)
        self.own_cpu.append((after[0] - before[0]) / replies * MICROSECONDS)
        self.database_cpu.append((after[1] - before[1]) / replies * MICROSECONDS)

    async def _backends(self, world: World) -> list[int]:
        async with world.superuser(self.service) as connection:
            return [row["pid"] for row in await connection.fetch(BACKENDS)]

    def says(self, name: str) -> str:
        """One line: percentiles, and where a reply's time goes."""
        p50, p99 = (statistics.median(getattr(one, p) for one in self.seen) for p in ("p50", "p99"))
        own, database = statistics.median(self.own_cpu), statistics.median(self.database_cpu)
        return (
            f"{name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms; processor time a reply: "
            f"{own:,.0f} µs in the server, {database:,.0f} µs in PostgreSQL"
        )


async def measure(world: World, district: District) -> list[Found]:
    """Both lists, each against its bare twin."""
    for service in ("scheduling", "partners"):
        async with world.superuser(service) as connection:
            await connection.execute("vacuum analyze")
    tasks = [f"/v1/tasks?school_id={school}&limit=50" for school in district.schools]
    schools = ["/v1/schools?limit=50"]
    return [
        await _list(
            world,
            district,
            "scheduling",
            "GET /v1/tasks?school_id=…&limit=50",
            tasks,
            await _where(world, district, tasks[0]),
        ),
        await _list(world, district, "partners", "GET /v1/schools?limit=50", schools, []),
    ]


async def _where(world: World, district: District, path: str) -> list[str]:
    world.say("lists: where the time goes")
    found, paged = await layers.measure(world, district.id, path)
    whole = sum(microseconds for _, microseconds in found)
    async with world.connection("scheduling") as connection:
        nothing = await layers.typical(lambda: connection.fetchrow("select 1"))
    trips = [
        ("the service's page read (Database.read_page)", paged),
        ("select 1", nothing),
    ]
    return [
        *table(
            f"Python of one request without uvicorn and asyncpg, {whole:,.0f} µs (sampled in process):", found, "µs"
        ),
        *table("one round trip to PostgreSQL, one caller:", trips, "µs"),
    ]


async def _list(world: World, district: District, service: str, name: str, paths: list[str], where: list[str]) -> Found:
    found = await against_bare(world, district, service, name, paths, Target(0.5, at_least=True))
    found.notes.extend(where)
    return found


async def against_bare(
    world: World, district: District, service: str, name: str, paths: list[str], target: Target
) -> Outcome:
    """Replies a second of the service's api, and of the bare server, which sends the same bytes."""
    district.coordinator.token = ""
    bearer = district.coordinator.bearer()
    with ExitStack() as opened:
        port, pid = opened.enter_context(world.api_alone(service))
        bare_port, bare_pid = opened.enter_context(bare_server(world, service, bearer, paths))
        ours = Server(service, port, pid, [request(path, bearer) for path in paths])
        bare = Server(service, bare_port, bare_pid, [request(path) for path in paths])
        size = _same_bytes(port, bare_port, bearer, paths[:: max(1, len(paths) // 20)])
        for number in range(ROUNDS):
            world.say(f"{name}, round {number + 1} of {ROUNDS}")
            for server in (ours, bare):
                await server.turn(world)
    notes = [ours.says("ours"), bare.says("bare"), f"{size:,} bytes a reply, the same from both"]
    return Outcome(name, "replies/s", target, _rates(ours), _rates(bare), notes)


@contextmanager
def bare_server(world: World, service: str, bearer: str, paths: list[str]) -> Iterator[tuple[int, int]]:
    """The bare server of these paths, as it reads them for the bearer; (port, pid)."""
    port = free_port()
    file = world.folder / f"bare-{service}.paths"
    file.write_text("\n".join(paths))
    with world.process(
        f"bare-{service}", "tests.benchmarks.bare_app", str(port), service, bearer, str(file), port=port
    ) as pid:
        yield port, pid


def _same_bytes(port: int, bare_port: int, bearer: str, paths: Iterable[str]) -> int:
    size = 0
    with httpx.Client(trust_env=False) as client:
        for path in paths:
            ours = client.get(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {bearer}"})
            bare = client.get(f"http://127.0.0.1:{bare_port}{path}")
            assert ours.status_code == 200, ours.text
            assert ours.content == bare.content, "the bare server does not send the same bytes"
            assert "items" not in ours.json() or len(ours.json()["items"]) == 50, "the list is not full"
            size = len(ours.content)
    return size


def _rates(server: Server) -> list[float]:
    return [seen.rate for seen in server.seen]


def _cpu(pids: Iterable[int]) -> float:
    spent = 0.0
    for pid in pids:
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += times.user + times.system
    return spent
