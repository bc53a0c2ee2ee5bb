"""The connections pages are read on: a stack, so that few stay warm, and giving one back costs nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, Protocol, TypeVar

import asyncpg

#: How long a connection may lie unused before it is ended.
IDLE_SECONDS = 300.0


class Ending(Protocol):
    """A connection, as far as the stack is concerned."""

    def is_closed(self) -> bool: ...  # noqa: D102

    def terminate(self) -> None: ...  # noqa: D102


R = TypeVar("R", bound=Ending)


class Readers(Generic[R]):
    """At most so many connections, opened when needed. Every setting of ours is local to its transaction: none is reset."""

    def __init__(self, connect: Callable[[], Awaitable[R]], most: int) -> None:
        self.connect = connect
        self.most = most
        #: How many are in use.
        self.held = 0
        self._idle: list[tuple[R, float]] = []
        self._free = asyncio.Semaphore(most)
        self._sweeping: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def one(self) -> AsyncIterator[R]:
        """A connection for the time of the block; whoever comes when all are in use waits.

        After a refusal by PostgreSQL it is as good as before. After anything else, also when its work was cancelled, nobody
        knows where its protocol stands, and every later call would fail on it: it is ended, and another is opened.
        """
        async with self._free:
            self.held += 1
            try:
                reader = self._lying() or await self.connect()
                try:
                    yield reader
                except asyncpg.PostgresError:
                    raise
                except BaseException:
                    reader.terminate()
                    raise
                finally:
                    self._lay_down(reader)
            finally:
                self.held -= 1

    def close(self) -> None:
        """End those that are not in use."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        for reader, _ in self._idle:
            reader.terminate()
        self._idle.clear()

    def _lying(self) -> R | None:
        while self._idle:
            reader, _ = self._idle.pop()
            if not reader.is_closed():
                return reader
        return None

    def _lay_down(self, reader: R) -> None:
        if reader.is_closed():
            return
        self._idle.append((reader, time.monotonic()))
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """End what nobody used for long, and look again as long as there is something to look at."""
        since = time.monotonic() - IDLE_SECONDS
        for reader, used_at in self._idle:
            if used_at <= since:
                reader.terminate()
        self._idle = [(reader, used_at) for reader, used_at in self._idle if used_at > since]
        self._sweeping = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._sweep) if self._idle else None
