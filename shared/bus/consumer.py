"""Taking events off the bus: pull, handle, commit, acknowledge; a schedule of retries, then the dead letters."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby

from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingThere
from nats.js.errors import NotFoundError
from pydantic import ValidationError

from shared.background import keep_going, stop_if_cancelled
from shared.bus import dead_letters
from shared.bus.apart import Lines, keep_alive
from shared.bus.inbox import Consumers, Poison, Readable, handle
from shared.bus.streams import Bus, durable_name, reconcile_durable, stream_name
from shared.db.engine import Database
from shared.events.event import Envelope
from shared.logging import log, where
from shared.settings import Settings

BATCH = 200
FETCH_SECONDS = 5.0
#: Between a round that failed and the next.
ROUND_SECONDS = 0.5


class Consumer:
    """One durable: the events of one producer this service handles."""

    def __init__(self, db: Database, settings: Settings, bus: Bus, consumers: Consumers, producer: str) -> None:
        self.db = db
        self.settings = settings
        self.bus = bus
        self.consumers = consumers
        self.producer = producer
        self.durable = durable_name(consumers.service, producer)
        self.apart = Lines(self._handle_district)

    async def run(self) -> None:
        """Consume until cancelled. Every round asks anew: a pull request does not outlive a broker restart."""
        await keep_going(self._asked, ROUND_SECONDS, "consumer_interrupted", durable=self.durable)

    async def _asked(self) -> None:
        # The producer's worker makes its stream; until it has, there is nothing to read.
        with suppress(NotFoundError):
            await self._serve()

    async def _serve(self) -> None:
        types = self.consumers.producers()[self.producer]
        await reconcile_durable(self.bus, self.consumers.service, self.producer, types)
        subscription = await self.bus.stream.pull_subscribe_bind(
            consumer=self.durable, stream=stream_name(self.producer)
        )
        try:
            while True:
                stop_if_cancelled()
                try:
                    messages = await subscription.fetch(BATCH, timeout=FETCH_SECONDS)
                except (NothingThere, TimeoutError):
                    # A stream that was lost and made again has no durable: asking for it raises and starts us over.
                    await self.bus.stream.consumer_info(stream_name(self.producer), self.durable)
                    continue
                await self.take(messages)
        finally:
            await self.apart.close()
            await subscription.unsubscribe()

    async def take(self, messages: Sequence[Msg]) -> None:
        """Handle a batch: together per district while all goes well, one by one when something fails.

        What stands apart is handled later: this does not wait for it.
        """
        readable: list[tuple[Msg, Readable]] = []
        beating = asyncio.create_task(keep_alive(readable))
        try:
            for message in messages:
                try:
                    received = self.consumers.read(Envelope.model_validate_json(message.data))
                except (ValidationError, Poison) as error:
                    await self._bury(message, error)
                    continue
                if received.envelope.type in self.consumers.apart:
                    self.apart.take(message, received)
                else:
                    readable.append((message, received))
            for _, group in groupby(
                sorted(readable, key=lambda pair: pair[1].envelope.districtid), lambda pair: pair[1].envelope.districtid
            ):
                await self._handle_district(list(group))
        finally:
            beating.cancel()

    async def _handle_district(self, pairs: list[tuple[Msg, Readable]]) -> None:
        try:
            await handle(self.db, self.settings, self.consumers, [received for _, received in pairs])
        except Exception as error:
            if len(pairs) > 1:
                for pair in pairs:
                    await self._handle_district([pair])
                return
            await self._retry_or_bury(*pairs[0], error)
        else:
            for message, _ in pairs:
                await message.ack()

    async def _retry_or_bury(self, message: Msg, received: Readable, error: Exception) -> None:
        attempts = message.metadata.num_delivered or 1
        schedule = self.settings.event_retry_seconds
        log.warning(
            "event_failed",
            event_id=str(received.envelope.id),
            event_type=received.envelope.type,
            attempts=attempts,
            error_class=type(error).__name__,
            where=where(error),
        )
        if isinstance(error, Poison) or attempts > len(schedule):
            await self._bury(message, error)
        else:
            await message.nak(delay=schedule[attempts - 1])

    async def _bury(self, message: Msg, error: Exception) -> None:
        await dead_letters.bury(
            self.db, self.durable, message.subject, message.data, message.metadata.num_delivered or 1, error
        )
        await message.term()
