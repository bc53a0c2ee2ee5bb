"""Events that take minutes to handle stand apart: each district's in a line of its own, a few at once, while all else goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from nats.aio.msg import Msg

from shared.background import keep_going
from shared.bus.inbox import Readable
from shared.logging import log, where

#: Districts that are served at the same time; of several that wait, who came first.
AT_ONCE = 3
HEARTBEAT_SECONDS = 20.0
Pair = tuple[Msg, Readable]


class Lines:
    """The lines of one consumer. What ends with it is not acknowledged, and comes again."""

    def __init__(self, handle: Callable[[list[Pair]], Awaitable[None]]) -> None:
        self._handle = handle
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting: dict[UUID, list[Pair]] = {}
        self._working: set[asyncio.Task[None]] = set()

    def take(self, message: Msg, received: Readable) -> None:
        """Put an event at the end of its district's line."""
        district_id = received.envelope.districtid
        if district_id in self._waiting:
            self._waiting[district_id].append((message, received))
            return
        self._waiting[district_id] = [(message, received)]
        task = asyncio.create_task(self._serve(district_id))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def close(self) -> None:
        """End what is being done, and wait for it to have ended."""
        working = [*self._working]
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    async def _serve(self, district_id: UUID) -> None:
        line = self._waiting[district_id]
        beating = asyncio.create_task(keep_alive(line))
        try:
            while line:
                async with self._free:
                    await self._handle([line[0]])
                line.pop(0)
        except Exception as error:
            # The broker or the database is away: what is left of the line is not acknowledged, and comes again.
            log.warning("consumer_interrupted", error_class=type(error).__name__, where=where(error))
        finally:
            beating.cancel()
            del self._waiting[district_id]


async def keep_alive(pairs: list[Pair]) -> None:
    """Have the broker wait for the messages that are not acknowledged yet, as long as they stand here."""

    async def beat() -> None:
        for message, _ in [*pairs]:
            if not message._ackd:
                await message.in_progress()

    await asyncio.sleep(HEARTBEAT_SECONDS)
    await keep_going(beat, HEARTBEAT_SECONDS, "heartbeat_interrupted")
