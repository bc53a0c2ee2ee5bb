"""The worker of a service: its relay, its consumers, its timers, each restarted when it falls."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from shared.audit import chain
from shared.auth import ended
from shared.background import keep_going, stop_if_cancelled
from shared.bus import dead_letters, relay
from shared.bus.consumer import Consumer
from shared.bus.inbox import Consumers
from shared.bus.streams import Bus
from shared.db.engine import Database
from shared.logging import log, where
from shared.settings import Settings

Work = Callable[[Database, Settings], Awaitable[None]]
CONNECT_SECONDS = 0.5


@dataclass(frozen=True)
class Timer:
    """Work of a service's own that is repeated every `seconds`, however long each round takes."""

    name: str
    seconds: float
    work: Work


async def run(settings: Settings, consumers: Consumers, timers: tuple[Timer, ...] = ()) -> None:
    """Work until cancelled."""
    db = Database(
        settings.database_url,
        pool_size=settings.database_pool_size,
        statement_seconds=settings.worker_statement_seconds,
    )
    try:
        await keep_going(lambda: _work(db, settings, consumers, timers), CONNECT_SECONDS, "worker_interrupted")
    finally:
        await db.close()


async def _work(db: Database, settings: Settings, consumers: Consumers, timers: tuple[Timer, ...]) -> None:
    """Work on one connection to the broker, for as long as that lasts."""
    bus = await _connect(settings)
    try:
        # Connecting may have swallowed the word to end.
        stop_if_cancelled()
        async with asyncio.TaskGroup() as tasks:
            parts = [relay.Relay(settings.service, settings, bus).run()]
            parts += [Consumer(db, settings, bus, consumers, producer).run() for producer in consumers.producers()]
            parts += [_repeat(timer, db, settings) for timer in (*timers, *_kernel_timers(consumers))]
            started = [tasks.create_task(part) for part in parts]
            await bus.lost.wait()
            log.warning("broker_lost")
            for part in started:
                part.cancel()
    finally:
        await bus.close()


async def _connect(settings: Settings) -> Bus:
    while True:
        stop_if_cancelled()
        try:
            return await Bus.connect(settings.nats_url, f"{settings.service}-worker", settings.broker_tls)
        except Exception as error:
            log.warning("broker_unreachable", error_class=type(error).__name__, where=where(error))
            await asyncio.sleep(CONNECT_SECONDS)


def _kernel_timers(consumers: Consumers) -> tuple[Timer, ...]:
    async def retry_dead_letters(db: Database, settings: Settings) -> None:
        await dead_letters.retry_due(db, settings, consumers)

    async def purge(db: Database, settings: Settings) -> None:
        connection = await asyncpg.connect(db.url)
        try:
            await relay.purge(connection, settings)
        finally:
            await connection.close()

    async def purge_ended_access(db: Database, _: Settings) -> None:
        await ended.purge(db)

    async def seal(db: Database, _: Settings) -> None:
        await chain.seal(db)

    return (
        Timer("audit-chain", 1, seal),
        Timer("dead-letters", 2, retry_dead_letters),
        Timer("purge", 3600, purge),
        Timer("ended-access", 3600, purge_ended_access),
    )


async def _repeat(timer: Timer, db: Database, settings: Settings) -> None:
    await keep_going(lambda: timer.work(db, settings), timer.seconds, "timer_failed", handler=timer.name)
