"""The relay: outbox rows onto the bus, in order, in pipelined batches, marked only when the broker acknowledged."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
from nats.errors import MaxPayloadError
from nats.js.errors import APIError, ServiceUnavailableError

from shared import clock, telemetry
from shared.background import keep_going, stop_if_cancelled
from shared.bus.streams import Bus, reconcile_stream
from shared.db import locks
from shared.db.engine import SYSTEM_ROLE
from shared.logging import log, where
from shared.settings import Settings

BATCH = 1_000
# What waits first goes at once: whoever waits for it does not wait for a thousand lists behind it.
FIRST_BATCH = 50
# nats-py's publish futures never end by themselves when the broker dies: they are bounded here.
ACK_SECONDS = 5.0
# A row the broker keeps refusing for its content is parked, so that it cannot hold up the others.
REFUSALS_BEFORE_PARKING = 5
ROUNDS_BETWEEN_LOOKS = 15

TAKE = """
select seq, district_id, id, type, subject, data::text, actor, correlation_id, causation_id, traceparent, occurred_at, attempts
from outbox where sent_at is null and parked_at is null order by seq limit $1"""
MARK = "update outbox set sent_at = clock_timestamp(), last_error = null where seq = any($1::bigint[])"
REFUSED = """update outbox set attempts = attempts + 1, last_error = $2,
parked_at = case when attempts + 1 >= $3 then clock_timestamp() end where seq = $1"""


def envelope(row: Any, service: str) -> bytes:
    """The CloudEvents document of one outbox row."""
    head = {
        "specversion": "1.0",
        "id": row["id"],
        "type": row["type"],
        "source": f"/{service}",
        "subject": row["subject"],
        "time": row["occurred_at"],
        "datacontenttype": "application/json",
        "dataschema": f"/contracts/events/{row['type']}.json",
        "districtid": row["district_id"],
        "actor": row["actor"],
        "correlationid": row["correlation_id"],
        "sequence": str(row["seq"]),
    }
    if row["causation_id"]:
        head["causationid"] = row["causation_id"]
    if row["traceparent"]:
        head["traceparent"] = row["traceparent"]
    # `data` is JSON text already: it goes through untouched.
    return orjson.dumps({**head, "data": orjson.Fragment(row["data"])}, default=str)


class Relay:
    """One relay works at a time per database, whatever the number of worker processes; the others stand by."""

    def __init__(self, service: str, settings: Settings, bus: Bus) -> None:
        self.service = service
        self.settings = settings
        self.bus = bus
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Relay until cancelled; a lost database or broker is tried again."""
        await keep_going(self._connected, self.settings.relay_poll_seconds, "relay_interrupted")

    async def _connected(self) -> None:
        connection = await asyncpg.connect(_dsn(self.settings))
        try:
            await self._serve(connection)
        finally:
            await connection.close(timeout=2)

    async def _serve(self, connection: "asyncpg.Connection[Any]") -> None:
        await connection.add_listener("outbox", lambda *_: self._wake.set())
        rounds, most = 0, FIRST_BATCH
        while True:
            stop_if_cancelled()
            if rounds % ROUNDS_BETWEEN_LOOKS == 0:
                await self._refill_lost_stream(connection)
                await _measure(connection)
            rounds += 1
            self._wake.clear()
            if await self.drain(connection, most) == most:
                most = min(most * 4, BATCH)
                continue
            most = FIRST_BATCH
            try:
                await asyncio.wait_for(self._wake.wait(), self.settings.relay_poll_seconds)
            except TimeoutError:
                continue

    async def drain(self, connection: "asyncpg.Connection[Any]", most: int = BATCH) -> int:
        """Send one batch. Returns how many rows it took; 0 when there are none or another relay is at it."""
        async with connection.transaction():
            await connection.execute(f"set local role {SYSTEM_ROLE}")
            if not await connection.fetchval(locks.TRY, locks.Turn.RELAY):
                return 0
            rows = await connection.fetch(TAKE, most)
            if not rows:
                return 0
            sent, refused = await self._publish(rows)
            await connection.execute(MARK, sent)
            for seq, error in refused:
                await connection.execute(REFUSED, seq, error, REFUSALS_BEFORE_PARKING)
            if refused:
                log.error("outbox_refused", count=len(refused))
        if len(sent) < len(rows):
            await asyncio.sleep(0.2)
        return len(rows)

    async def _publish(self, rows: list[Any]) -> tuple[list[int], list[tuple[int, str]]]:
        refused: list[tuple[int, str]] = []
        waiting: list[tuple[Any, asyncio.Future[Any]]] = []
        try:
            async with asyncio.timeout(ACK_SECONDS * 2):
                for row in rows:
                    try:
                        future = await self.bus.stream.publish_async(
                            row["type"],
                            envelope(row, self.service),
                            wait_stall=ACK_SECONDS,
                            headers={"Nats-Msg-Id": str(row["id"]), "content-type": "application/cloudevents+json"},
                        )
                    except MaxPayloadError:
                        refused.append((row["seq"], "too large for the broker"))
                    else:
                        waiting.append((row, future))
                if waiting:
                    await asyncio.wait([future for _, future in waiting], timeout=ACK_SECONDS)
        except (TimeoutError, OSError) as error:
            log.warning("relay_stalled", error_class=type(error).__name__)
        except Exception as error:  # nats-py raises a family of its own when the connection drops mid-batch
            stop_if_cancelled()
            log.warning("relay_interrupted", error_class=type(error).__name__, where=where(error))
        sent = []
        for row, future in waiting:
            done = future.done() and not future.cancelled()
            failure = future.exception() if done else None
            if done and failure is None:
                sent.append(row["seq"])
                telemetry.EVENTS_SENT.labels(row["type"]).inc()
            elif isinstance(failure, APIError) and not isinstance(failure, ServiceUnavailableError):
                refused.append((row["seq"], f"broker code {failure.err_code}"))
            else:
                future.cancel()
        return sent, refused

    async def _refill_lost_stream(self, connection: "asyncpg.Connection[Any]") -> None:
        """A stream that is gone is made again and filled from the outbox; inboxes drop what was handled before."""
        try:
            lost = await reconcile_stream(self.bus, self.service)
        except Exception as error:
            log.warning("stream_unreachable", error_class=type(error).__name__, where=where(error))
            return
        if lost:
            count = await replay(connection, timedelta(days=self.settings.outbox_keep_days))
            if count:
                log.warning("stream_refilled", stream=self.service, count=count)
                self._wake.set()


async def replay(connection: "asyncpg.Connection[Any]", since: timedelta, type_: str | None = None) -> int:
    """Mark what was sent within `since` as unsent, so that the relay sends it again. Returns the number of events."""
    async with connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        done = await connection.execute(
            "update outbox set sent_at = null where sent_at >= $1 and ($2::text is null or type = $2)",
            clock.now() - since,
            type_,
        )
    return int(done.split()[-1])


async def purge(connection: "asyncpg.Connection[Any]", settings: Settings) -> None:
    """Forget sent events, handled ids and idempotency keys past their keeping time."""
    keep = clock.now() - timedelta(days=settings.outbox_keep_days)
    async with connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute("delete from outbox where sent_at is not null and occurred_at < $1", keep)
        # Ids outlive the events they guard against, or a late replay would be handled twice.
        await connection.execute("delete from inbox where handled_at < $1", keep - timedelta(days=30))
        await connection.execute(
            "delete from idempotency_keys where created_at < $1",
            clock.now() - timedelta(hours=settings.idempotency_keep_hours),
        )


async def status(connection: "asyncpg.Connection[Any]") -> dict[str, Any]:
    """Counts of the outbox: waiting, parked, sent, and the age in seconds of the oldest waiting row."""
    async with connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(
            """select count(*) filter (where sent_at is null and parked_at is null) as waiting,
            count(*) filter (where parked_at is not null) as parked, count(*) filter (where sent_at is not null) as sent,
            coalesce(extract(epoch from clock_timestamp() -
              min(occurred_at) filter (where sent_at is null and parked_at is null)), 0)::float8 as oldest_seconds
            from outbox"""
        )
    return dict(row) if row else {}


async def _measure(connection: "asyncpg.Connection[Any]") -> None:
    async with connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(
            """select count(*) as waiting, coalesce(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::float8 as age
            from outbox where sent_at is null and parked_at is null"""
        )
        parked = await connection.fetchval("select count(*) from outbox where parked_at is not null")
        dead = await connection.fetchval("select count(*) from dead_letters")
        # Entries are numbered by time: the first of the unsealed ones is the oldest.
        unsealed = await connection.fetchval(
            """select extract(epoch from clock_timestamp() - occurred_at)::float8 from audit_entries
            where position is null order by id limit 1"""
        )
    telemetry.OUTBOX_WAITING.set(row["waiting"] if row else 0)
    telemetry.OUTBOX_OLDEST.set(row["age"] if row else 0)
    telemetry.OUTBOX_PARKED.set(parked)
    telemetry.DEAD_LETTERS.set(dead)
    telemetry.UNSEALED_OLDEST.set(unsealed or 0)


def _dsn(settings: Settings) -> str:
    return settings.database_url.replace("postgresql+asyncpg://", "postgresql://")
