"""Live streams: an entry's way to 1,000 open streams of one process against its way to a single one, and what a stream costs."""

import asyncio
import re
import statistics
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from uuid import UUID

import orjson
import psutil
from joserfc.jwk import KeySet

from services.notifications.outlets.stream import repository
from services.notifications.outlets.stream.rules import STREAMS_EACH, Entry
from shared.context.work import work_for
from shared.db.engine import Database
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.calls import ISSUER, KEY, token
from shared.testing.processes import free_port
from tests.benchmarks.outcome import Found, Outcome
from tests.benchmarks.world import World

STREAMS = 1_000
ROUNDS = 3
ENTRIES = 20
PAUSE_SECONDS = 0.3
NUMBER = re.compile(rb'"n":([0-9]+)')


class Keys(BaseHTTPRequestHandler):
    """The keys partners would publish: the measured process needs nothing else of it."""

    def do_GET(self) -> None:
        body = orjson.dumps(KeySet([KEY]).as_dict(private=False))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Stream(asyncio.Protocol):
    """One open stream; notes when each entry arrived."""

    def __init__(self, bearer: str) -> None:
        self.bearer = bearer
        self.ready = asyncio.get_running_loop().create_future()
        self.arrived: dict[int, float] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        head = f"GET /v1/stream HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self.bearer}\r\n\r\n"
        self.transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.ready.done() and b"event: ready" in data:
            self.ready.set_result(None)
        for found in NUMBER.findall(data):
            self.arrived[int(found)] = now

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(RuntimeError("the stream was refused"))


@dataclass
class Round:
    """What one round saw: milliseconds from the beginning of the writing transaction to the client."""

    took: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)

    def at(self, percent: int) -> float:
        return sorted(self.took)[len(self.took) * percent // 100]


async def measure(world: World) -> list[Found]:
    """Rounds of one stream and of a thousand, one right after the other, on one api process."""
    world.say(f"{STREAMS:,} live streams")
    world.command("migrate", "notifications")
    settings = Settings.load("notifications", world.environment())
    db = Database(settings.database_url, pool_size=1)
    one, all_, memory, opened = [], [], [], []
    try:
        with _api(world) as (port, pid):
            await _round(port, db, settings, 1)  # warm
            for _ in range(ROUNDS):
                one.append((await _round(port, db, settings, 1))[0])
                before = psutil.Process(pid).memory_info().rss
                found, seconds, after = await _round(port, db, settings, STREAMS, pid)
                all_.append(found)
                memory.append((after - before) / STREAMS / 1024)
                opened.append(STREAMS / seconds)
    finally:
        await db.close()
    last = statistics.median(ms for round_ in all_ for ms in round_.last)
    added = statistics.median(many.at(50) - single.at(50) for many, single in zip(all_, one, strict=True))
    added95 = statistics.median(many.at(95) - single.at(95) for many, single in zip(all_, one, strict=True))
    notes = [
        f"added by {STREAMS:,} streams: p50 {added:,.1f} ms, p95 {added95:,.1f} ms; the last one has it after {last:,.1f} ms",
        f"{max(memory):,.0f} KiB of memory a stream the first time, {min(memory):,.0f} KiB when opened again; "
        f"{statistics.median(opened):,.0f} streams opened a second",
    ]
    return [
        Outcome("entry to 1,000 streams / to one, p50", "ms", None, [r.at(50) for r in all_], [r.at(50) for r in one]),
        Outcome(
            "entry to 1,000 streams / to one, p95", "ms", None, [r.at(95) for r in all_], [r.at(95) for r in one], notes
        ),
    ]


@contextmanager
def _api(world: World) -> Iterator[tuple[int, int]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    env = {
        "NOTIFICATIONS_PORT": str(port),
        "ISSUER": ISSUER,
        "NOTIFICATIONS_JWKS_URL": f"http://127.0.0.1:{server.server_port}/",
    }
    arguments = ("shared.cli", "run", "notifications", "--only", "api")
    try:
        with world.process("notifications-streams", *arguments, port=port, env=env) as pid:
            yield port, pid
    finally:
        server.shutdown()


async def _round(
    port: int, db: Database, settings: Settings, count: int, pid: int | None = None
) -> tuple[Round, float, int]:
    """(what was seen, seconds the opening took, the process's memory with all streams open and told)."""
    district_id, seen = new_id(), Round()
    began = time.perf_counter()
    async with _open(port, district_id, count) as streams:
        seconds = time.perf_counter() - began
        for number in range(ENTRIES):
            began = time.perf_counter()
            async with work_for(db, settings, district_id) as ctx:
                ctx.leave_for_last(repository.write, [_entry(number)])
            async with asyncio.timeout(30):
                while any(number not in stream.arrived for stream in streams):
                    await asyncio.sleep(0.02)
            took = [(stream.arrived[number] - began) * 1e3 for stream in streams]
            seen.took += took
            seen.last.append(max(took))
            await asyncio.sleep(PAUSE_SECONDS)
        memory = psutil.Process(pid).memory_info().rss if pid else 0
    return seen, seconds, memory


@asynccontextmanager
async def _open(port: int, district_id: UUID, count: int) -> AsyncIterator[list[Stream]]:
    loop = asyncio.get_running_loop()
    streams: list[Stream] = []
    roles = [("district_coordinator", None)]
    try:
        for _ in range(0, count, STREAMS_EACH):
            bearer = token(district_id, ["stream:read"], person_id=new_id(), roles=roles)
            made = [
                (await loop.create_connection(lambda bearer=bearer: Stream(bearer), "127.0.0.1", port))[1]  # type: ignore[misc]
                for _ in range(min(STREAMS_EACH, count))
            ]
            streams += made
            async with asyncio.timeout(30):
                await asyncio.gather(*(stream.ready for stream in made))
        yield streams
    finally:
        for stream in streams:
            stream.transport.close()
        await asyncio.sleep(1)


def _entry(number: int) -> Entry:
    data = {"at": "2026-11-23T15:04:05+00:00", **dict.fromkeys(("task_id", "plan_id", "school_id"), str(new_id()))}
    return Entry("scheduling.task.completed.v2", orjson.dumps({**data, "n": number}).decode())
