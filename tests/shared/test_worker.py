"""A worker whose dependencies fail goes on; one that is told to end, or cannot start, ends."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from importlib import import_module
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from services.scheduling.consumers import consumers
from shared import worker
from shared.bus.consumer import Consumer
from shared.bus.relay import Relay
from shared.bus.streams import Bus
from shared.cli import serve
from shared.db.engine import Database
from shared.settings import Settings
from shared.testing.calls import Service
from shared.testing.databases import PATIENCE, eventually
from shared.testing.processes import free_port
from shared.testing.servers import SERVICES, Broker

BROKEN = asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")


@pytest.fixture
def settings(partners: Service, broker: Broker) -> Settings:
    """Those of partners, with a broker and without waiting."""
    return partners.settings.model_copy(update={"nats_url": broker.url, "relay_poll_seconds": 0.05})


@pytest_asyncio.fixture
async def running() -> AsyncIterator[list["asyncio.Task[None]"]]:
    """Workers of a test, ended after it."""
    tasks: list[asyncio.Task[None]] = []
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def failing_once(real: Any, error: BaseException) -> Any:
    """The same, but its first call raises."""
    raised: list[BaseException] = []

    async def work(*arguments: Any) -> Any:
        if not raised:
            raised.append(error)
            raise error
        return await real(*arguments)

    return work


@pytest.mark.parametrize("error", [BROKEN, asyncio.CancelledError()], ids=lambda error: type(error).__name__)
async def test_a_worker_whose_every_part_fails_once_does_all_of_its_work(
    partners: Service,
    settings: Settings,
    district_id: UUID,
    running: list["asyncio.Task[None]"],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    timed = asyncio.Event()

    async def ring(_: Database, __: Settings) -> None:
        timed.set()

    for part, method in ((Relay, "drain"), (Consumer, "_serve"), (Bus, "connect")):
        if part is not Bus or not isinstance(error, asyncio.CancelledError):
            monkeypatch.setattr(part, method, failing_once(getattr(part, method), error))
    monkeypatch.setattr(worker, "CONNECT_SECONDS", 0)
    timer = worker.Timer("test", 0, failing_once(ring, error))
    added = await partners.machine(district_id).post("/v1/schools", json={"name": "Oak", "local_code": "1"})
    assert added.status_code == 201
    working = asyncio.create_task(worker.run(settings, consumers, (timer,)))
    running.append(working)

    async def is_sent() -> bool:
        assert not working.done()
        rows = await partners.sql("select sent_at from outbox where district_id = $1", district_id)
        return all(row["sent_at"] for row in rows)

    await eventually(is_sent, "the event's sending")
    await timed.wait()
    assert not working.done()


async def test_a_broker_that_turns_its_client_away_is_connected_to_anew(
    partners: Service,
    settings: Settings,
    district_id: UUID,
    running: list["asyncio.Task[None]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect, buses = Bus.connect, asyncio.Queue[Bus]()

    async def kept(*arguments: Any) -> Bus:
        bus = await connect(*arguments)
        buses.put_nowait(bus)
        return bus

    monkeypatch.setattr(Bus, "connect", kept)
    running.append(asyncio.create_task(worker.run(settings, consumers)))
    first = await buses.get()
    # As nats-server says it when an account has too many connections, or a user's time is up.
    await first.connection._process_err("'maximum connections exceeded'")
    await asyncio.wait_for(buses.get(), PATIENCE)
    added = await partners.machine(district_id).post("/v1/schools", json={"name": "Oak", "local_code": "1"})
    assert added.status_code == 201

    async def is_sent() -> bool:
        rows = await partners.sql("select sent_at from outbox where district_id = $1", district_id)
        return all(row["sent_at"] for row in rows)

    await eventually(is_sent, "the event's sending")
    assert first.connection.is_closed


@pytest_asyncio.fixture
async def handlers() -> AsyncIterator[None]:
    """The signals as they were."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in before.items():
        asyncio.get_running_loop().remove_signal_handler(one)
        signal.signal(one, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("is_deaf", [False, True], ids=["hears it at once", "swallows it once"])
async def test_a_worker_started_without_its_database_ends_with_a_code(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, is_deaf: bool
) -> None:
    connect = Bus.connect

    async def swallow(*arguments: Any) -> Bus:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return await connect(*arguments)

    if is_deaf:
        monkeypatch.setattr(Bus, "connect", swallow)
    away = f"postgresql://throughline_partners@127.0.0.1:{free_port()}/away"
    wanted = settings.model_copy(update={"database_url": away, "port": free_port()})
    with pytest.raises(SystemExit) as ended:
        await serve._serve(wanted, "worker")
    assert ended.value.code == 3


TIMERS = {
    "partners": {"daily-work", "emergency-access", "readings", "sign-ins", "sessions", "logout-notices"},
    "scheduling": {"school-days", "evidence-files", "roll-up"},
    "assessment": {"daily-work", "readings"},
    "notifications": {"e-mail", "digests", "stream"},
}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_services_worker_consumes_what_it_listens_to_and_has_its_timers(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Any] = []

    async def run(*arguments: Any) -> None:
        ran.extend(arguments)

    monkeypatch.setattr(worker, "run", run)
    settings = Settings(service=service, database_url="postgresql://nowhere/none", secret_key="none")
    await import_module(f"services.{service}.worker").work(settings)
    told, consumed, timers = ran
    assert (told, consumed) == (settings, import_module(f"services.{service}.consumers").consumers)
    assert {timer.name for timer in timers} == TIMERS[service]
