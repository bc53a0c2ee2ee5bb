"""Replies that do not end: server-sent events (HTML standard, section 9.2), each stream with a bounded queue of its own.

An open stream holds a socket, a queue and one task that watches for the client's leaving: no session, no connection.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from fastapi import Response
from starlette.types import Message, Receive, Scope, Send

#: So often something is sent, or proxies on the way take the silence for an end.
HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still here\n\n"
#: A client that takes nothing for so long after its stream has ended, or its window is full, is given up.
STUCK_SECONDS = 30.0


def frame(event: str, data: bytes, id_: str = "") -> bytes:
    """One event on the wire. `data` is JSON of one line."""
    named = f"id: {id_}\n" if id_ else ""
    return f"{named}event: {event}\ndata: ".encode() + data + b"\n\n"


class Feed:
    """What one stream is still to be sent: at most so many frames, never more memory than that."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.is_over = False
        self._frames: deque[bytes] = deque()
        self._woken = asyncio.Event()

    def offer(self, one: bytes) -> bool:
        """Add a frame. False when it does not fit; a feed that is over takes everything, and forgets it."""
        if self.is_over:
            return True
        if len(self._frames) >= self.most:
            return False
        self._frames.append(one)
        self._woken.set()
        return True

    def end(self, last: bytes = b"", *, forget: bool = False) -> None:
        """End the stream after `last`; with `forget`, what was still waiting is not sent."""
        if self.is_over:
            return
        self.is_over = True
        if forget:
            self._frames.clear()
        if last:
            self._frames.append(last)
        self._woken.set()

    async def take(self, until: float) -> bytes:
        """All frames that wait, as one piece; empty when none came `until` then (loop time), or the feed is over."""
        if not self._frames and not self.is_over:
            try:
                async with asyncio.timeout_at(until):
                    await self._woken.wait()
            except TimeoutError:
                return b""
        self._woken.clear()
        found = self._frames[0] if len(self._frames) == 1 else b"".join(self._frames)
        self._frames.clear()
        return found


class EventStream(Response):
    """A feed as a reply: `head` first, then what the feed brings, a comment now and then, `expired` when time is up."""

    media_type = "text/event-stream"

    def __init__(
        self, feed: Feed, *, head: bytes, expired: bytes, seconds: float, on_end: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self.feed = feed
        self.head = head
        self.expired = expired
        self.seconds = seconds
        self.on_end = on_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the feed is over, the time is up or the client has left."""
        # The edge then measures the time to the first byte: how long somebody stays says nothing about us.
        scope["is_stream"] = True
        watching = asyncio.create_task(self._watch(receive))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._pour(send)
        except TimeoutError:
            return
        finally:
            watching.cancel()
            self.on_end()

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.feed.end(forget=True)

    async def _pour(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + self.seconds
        piece = self.head
        while True:
            if piece:
                await _send(send, {"type": "http.response.body", "body": piece, "more_body": True})
            piece = await self.feed.take(min(loop.time() + HEARTBEAT_SECONDS, ends_at))
            if self.feed.is_over:
                await _send(send, {"type": "http.response.body", "body": piece, "more_body": False})
                return
            if loop.time() >= ends_at:
                self.feed.end(piece + self.expired)
                piece = b""
            else:
                piece = piece or HEARTBEAT


async def _send(send: Send, message: Message) -> None:
    async with asyncio.timeout(STUCK_SECONDS):
        await send(message)
