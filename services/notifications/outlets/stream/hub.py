"""The one reader of a process: it reads new entries once, renders them once, and hands them to every stream they concern.

It works only while a stream is open. An open stream costs it a bounded queue and no connection.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from services.notifications.outlets.stream import repository
from services.notifications.outlets.stream.about import led
from services.notifications.outlets.stream.errors import TooManyStreams
from services.notifications.outlets.stream.repository import BATCH, CHANNEL, Kept
from services.notifications.outlets.stream.rules import MOST_WAITING, STREAMS_EACH, Position, Sight, sight_of
from shared import telemetry
from shared.about import FrontEnd
from shared.auth.ended import EndedAccess
from shared.background import keep_going
from shared.context.context import Context
from shared.db.engine import Database
from shared.front_ends.queries import addresses_of
from shared.principal import Principal
from shared.texts.words import Words
from shared.web.streaming import Feed, frame

#: A notification that got lost costs this much.
POLL_SECONDS = 1.0
LOST_SECONDS = 1.0
#: How the reader's connection is called in pg_stat_activity.
READER = "throughline stream"


@dataclass(eq=False)
class Listener:
    """One open stream: who listens, and the number up to which it has been told everything."""

    principal: Principal
    sight: Sight
    feed: Feed
    after: int = 0
    #: Where links lead them, as it is when the stream is opened.
    front_end: FrontEnd = field(default_factory=lambda: FrontEnd(None, ""))


@dataclass(eq=False)
class District:
    """The open streams of a district, and how far it has been read."""

    position: int
    listeners: set[Listener] = field(default_factory=set)


class Hub:
    """All open streams of this process."""

    def __init__(self, db: Database, most: int, ended: EndedAccess) -> None:
        self.db = db
        self.ended = ended
        self.most = most
        self.is_ending = False
        self._checked_at = float("-inf")
        self.districts: dict[UUID, District] = {}
        self._open: dict[Listener, None] = {}
        self._woken = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    @property
    def open_count(self) -> int:
        """Streams open now."""
        return len(self._open)

    def admit(self, principal: Principal) -> Listener:
        """A place among the open streams; a caller's oldest ends for it. Raises `TooManyStreams`."""
        if self.is_ending or len(self._open) >= self.most:
            raise TooManyStreams(
                Words(
                    "Try again in a moment; until then read your lists.",
                    es="Inténtelo de nuevo en un momento; mientras tanto, lea sus listas.",
                ),
                headers={"Retry-After": "5"},
            )
        mine = [one for one in self._open if one.principal.actor == principal.actor and not one.feed.is_over]
        for oldest in mine[: max(0, len(mine) - STREAMS_EACH + 1)]:
            oldest.feed.end(frame("superseded", _reason(f"more than {STREAMS_EACH} streams")))
        listener = Listener(principal, sight_of(principal), Feed(MOST_WAITING))
        self._open[listener] = None
        telemetry.STREAMS.set(len(self._open))
        return listener

    async def join(self, ctx: Context, listener: Listener) -> None:
        """Tell the listener everything from now on."""
        district = self.districts.get(ctx.district_id)
        if district is None:
            found = await repository.newest(ctx)
            district = self.districts.setdefault(ctx.district_id, District(found))
        addresses = await addresses_of(ctx, listener.principal.staff_id)
        listener.front_end = FrontEnd(addresses, ctx.settings.front_end_url)
        listener.after = district.position
        district.listeners.add(listener)
        self._woken.set()
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())

    def leave(self, listener: Listener) -> None:
        """Forget a listener; the last one out ends the reading."""
        self._open.pop(listener, None)
        telemetry.STREAMS.set(len(self._open))
        district = self.districts.get(listener.principal.district_id)
        if district is not None:
            district.listeners.discard(listener)
            if not district.listeners:
                del self.districts[listener.principal.district_id]
        if not self.districts and self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def end(self) -> None:
        """The process ends: every stream with it, at once, and none is opened any more."""
        self.is_ending = True
        for listener in self._open:
            listener.feed.end(frame("ending", _reason("shutdown")))

    async def _read(self) -> None:
        # Whatever interrupts it, the streams stay open and are told later.
        await keep_going(self._connected, LOST_SECONDS, "stream_interrupted")

    async def _connected(self) -> None:
        connection = await asyncpg.connect(self.db.url, server_settings={"application_name": READER})
        try:
            await connection.add_listener(CHANNEL, self._wake)
            await self._follow(connection)
        finally:
            await connection.close(timeout=2)

    async def _follow(self, connection: Any) -> None:
        while True:
            self._woken.clear()
            positions = {id_: district.position for id_, district in self.districts.items()}
            found = await repository.read_on(connection, positions)
            self._spread(found)
            await self._end_those_whose_access_ended()
            if len(found) >= BATCH:
                # Let the streams take what they got before there is more.
                await asyncio.sleep(0)
                continue
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _end_those_whose_access_ended(self) -> None:
        if time.monotonic() - self._checked_at < POLL_SECONDS:
            return
        self._checked_at = time.monotonic()
        for listener in list(self._open):
            if await self.ended.has_ended(listener.principal):
                listener.feed.end(frame("expired", _reason("access_ended")), forget=True)

    def _wake(self, _: object, __: int, ___: str, district: object) -> None:
        if UUID(str(district)) in self.districts:
            self._woken.set()

    def _spread(self, found: Iterable[Kept]) -> None:
        for kept in found:
            district = self.districts.get(kept.district_id)
            if district is None or kept.seq <= district.position:
                continue
            district.position = kept.seq
            pieces: dict[tuple[str, bool], bytes] = {}
            for listener in district.listeners:
                if kept.seq <= listener.after or not listener.sight.sees(kept.entry):
                    continue
                # Rendered once for all who are led into the same front end and read names alike.
                alike = (listener.front_end.name, listener.principal.reads_names)
                piece = pieces.get(alike)
                if piece is None:
                    piece = pieces[alike] = frame_of(kept, listener)
                if not listener.feed.offer(piece):
                    listener.feed.end(frame("reset", _reason("lagging"), id_of(kept)), forget=True)


def frame_of(kept: Kept, listener: Listener) -> bytes:
    """An entry on the wire, for whoever is led where this listener is, and reads names as they do."""
    said = led(kept.entry.data, listener.front_end, names=listener.principal.reads_names)
    return frame(kept.entry.type, said, id_of(kept))


def id_of(kept: Kept) -> str:
    """Where a stream stands that was told this entry."""
    return str(Position(kept.district_id, kept.seq, kept.made_at))


def _reason(reason: str) -> bytes:
    return orjson.dumps({"reason": reason})
