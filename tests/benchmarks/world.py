"""The stack a run measures on: only the services it needs, started when a measurement asks for them."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import httpx
import nats
import psutil
from nats.js import JetStreamContext

from deploy.local.stack import ROOT, Stack
from shared.testing.processes import accepts, free_port, spawn, stop, wait_until
from shared.testing.servers import Postgres

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

MAILS_WAITING = """select count(*) from deliveries
where channel = 'email' and (state = 'sending' or (state = 'due' and attempts = 0))"""
EVENTS_WAITING = "select count(*) from outbox where sent_at is null and parked_at is null"


class NotStartable(RuntimeError):
    """A service cannot be measured now; the message says why."""


class World(Stack):
    """PostgreSQL (fsync on), NATS (every message synced), a mail sink, and the services asked for so far."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        super().__init__(folder, say)
        self.broken: dict[str, str] = {}
        self.began = _processors()

    def environment(self) -> dict[str, str]:
        """A measurement is one caller as fast as can be: no limit to its calls."""
        limits = ("CALLS_PER_MINUTE_PERSON", "CALLS_PER_MINUTE_CLIENT", "CALLS_PER_MINUTE_ADDRESS")
        return {**super().environment(), **dict.fromkeys(limits, str(10**9))}

    @contextmanager
    def up(self) -> Iterator["World"]:
        """Start the servers; at the end, also of a failure, stop everything and delete its state."""
        try:
            self.folder.mkdir(parents=True)
            self.say("PostgreSQL, NATS and the mail sink")
            self.postgres = Postgres.start(self.folder / "postgres", port=self.ports["postgres"])
            self.start_broker()
            self.mails.mkdir()
            command = [sys.executable, "-m", "deploy.local.mail", str(self.ports["mail"]), str(self.mails)]
            self.mail = spawn(command, self.folder / "mail.log", env={"PYTHONPATH": str(ROOT)})
            wait_until(lambda: accepts(self.ports["mail"]), "the mail sink")
            yield self
            self.say(f"other programs used {self._others():.0%} of the processors meanwhile")
        finally:
            self.stop()
            self.forget()

    def _others(self) -> float:
        """The share of the processors that was used since the start, and not by this run."""
        busy, whole = (now - before for now, before in zip(_processors(), self.began, strict=True))
        return max(0.0, busy - _used_by(psutil.Process())) / whole

    def need(self, *services: str) -> None:
        """Have these services running. Raises `NotStartable`."""
        for service in services:
            if service in self.broken:
                raise NotStartable(self.broken[service])
            if service not in self.services:
                self._bring_up(service)

    def _bring_up(self, service: str) -> None:
        self.say(f"starting {service}")
        try:
            if (
                util.find_spec(f"services.{service}.app") is None
                or util.find_spec(f"services.{service}.worker") is None
            ):
                raise NotStartable("it has no app.py and worker.py")
            self.command("migrate", service)
            self.start_service(service)
            wait_until(lambda: self._ready(service), service)
        except (subprocess.CalledProcessError, RuntimeError, TimeoutError) as error:
            why = f"{service} does not start: {error}"
            self.broken[service] = why
            if service in self.services:
                stop(self.services.pop(service))
            raise NotStartable(why) from error

    @contextmanager
    def process(self, name: str, *arguments: str, port: int = 0, env: dict[str, str] | None = None) -> Iterator[int]:
        """A further Python process, `python -m …`, for the time of the block; with a port, it is there once it listens."""
        log = self.folder / f"{name}.log"
        process = spawn([sys.executable, "-m", *arguments], log, env={**self.environment(), **(env or {})})

        def listens() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended: {log.read_text()[-2000:]}")
            return accepts(port)

        try:
            if port:
                wait_until(listens, name)
            yield process.pid
        finally:
            stop(process)

    @contextmanager
    def api_alone(self, service: str) -> Iterator[tuple[int, int]]:
        """The service's api in a process of its own, as deployments run it; (port, pid)."""
        port = free_port()
        env = {f"{service.upper()}_PORT": str(port)}
        with self.process(f"{service}-api", "shared.cli", "run", service, "--only", "api", port=port, env=env) as pid:
            url = f"http://127.0.0.1:{port}/readyz"
            wait_until(lambda: httpx.get(url, trust_env=False).status_code == 200, f"{service}'s api")
            yield port, pid

    @contextmanager
    def others_at_rest(self) -> Iterator[None]:
        """The services stand still for the time of the block: what their workers do with events is the chain's to measure."""
        for process in self.services.values():
            psutil.Process(process.pid).suspend()
        try:
            yield
        finally:
            for process in self.services.values():
                psutil.Process(process.pid).resume()

    @asynccontextmanager
    async def superuser(self, service: str) -> AsyncIterator[Connection]:
        """A connection past row security."""
        async with self.connection(service, "postgres") as connection:
            yield connection

    @asynccontextmanager
    async def connection(self, service: str, role: str | None = None) -> AsyncIterator[Connection]:
        """A bare connection to a service's database."""
        assert self.postgres is not None
        connection = await asyncpg.connect(
            self.postgres.url(f"throughline_{service}", role or f"throughline_{service}")
        )
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def jetstream(self) -> AsyncIterator[JetStreamContext]:
        """The broker's streams."""
        assert self.broker is not None
        client = await nats.connect(self.broker.url)
        try:
            yield client.jetstream()
        finally:
            await client.close()

    async def quiet(self, seconds: float = 120) -> None:
        """Wait until every event is handled and every mail is out. Raises TimeoutError."""
        seen = 0
        async with asyncio.timeout(seconds):
            while seen < 3:
                seen = seen + 1 if not await self._work_waiting() else 0
                await asyncio.sleep(0.15)

    async def events_sent(self, service: str) -> None:
        """Wait until a service's events are all on the bus. Raises TimeoutError."""
        async with asyncio.timeout(30), self.superuser(service) as connection:
            while await connection.fetchval(EVENTS_WAITING):
                await asyncio.sleep(0.02)

    async def _work_waiting(self) -> bool:
        for service in self.services:
            async with self.superuser(service) as connection:
                if await connection.fetchval(EVENTS_WAITING):
                    return True
                if service == "notifications" and await connection.fetchval(MAILS_WAITING):
                    return True
        async with self.jetstream() as stream:
            for info in await stream.streams_info():
                for durable in await stream.consumers_info(info.config.name or ""):
                    if durable.num_pending or durable.num_ack_pending:
                        return True
        return False

    async def check_nothing_died(self) -> None:
        """Raise when an event became a dead letter: what was measured then was not the whole work."""
        for service in self.services:
            async with self.superuser(service) as connection:
                dead = await connection.fetch("select type, error from dead_letters limit 3")
                if dead:
                    raise RuntimeError(f"{service} has dead letters: {[dict(row) for row in dead]}")

    async def checkpoint(self) -> None:
        """Begin each measurement with the same amount of write-ahead work ahead."""
        async with self.superuser("scheduling") as connection:
            await connection.execute("checkpoint")


async def notified(connection: Connection, channel: str, done: str, *arguments: object, seconds: float = 120) -> None:
    """Wait until the query `done` answers true, asking whenever `channel` is notified. Raises TimeoutError."""
    woken = asyncio.Event()

    def wake(*_: object) -> None:
        woken.set()

    await connection.add_listener(channel, wake)
    try:
        async with asyncio.timeout(seconds):
            while not await connection.fetchval(done, *arguments):
                try:
                    await asyncio.wait_for(woken.wait(), 0.25)
                except TimeoutError:
                    continue
                woken.clear()
    finally:
        await connection.remove_listener(channel, wake)


def _processors() -> tuple[float, float]:
    times = psutil.cpu_times()
    whole = sum(times) - times.guest - times.guest_nice
    return whole - times.idle - times.iowait, whole


def _used_by(process: psutil.Process) -> float:
    """Processor seconds of a process and of all it started, living or over."""
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used
