"""Which front ends a browser may show our replies to: the origins districts registered, and no others."""

import asyncio
import time
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.db.engine import SYSTEM_ROLE, Database
from shared.events.event import Consumed
from shared.logging import log, where
from shared.web.headers import EXPOSED
from shared.web.tables import AllowedOriginsRow

#: How old a process's view of the registered origins may be.
FRESH_SECONDS = 5.0
Headers = list[tuple[bytes, bytes]]
PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
    (
        b"access-control-allow-headers",
        b"authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, traceparent, "
        b"x-correlation-id, x-throughline-session",
    ),
    # Browsers keep the answer for so many seconds.
    (b"access-control-max-age", b"600"),
    (b"cache-control", b"no-store"),
]
SHOWN = (b"access-control-expose-headers", EXPOSED)


class ApplicationRecorded(Consumed, type="partners.application.recorded.v1"):
    """A registered front end as it now stands."""

    application_id: UUID
    origins: list[str]
    active: bool
    version: int


def follow_applications(consumers: Consumers) -> None:
    """Subscribe a service to the origins of registered front ends."""
    consumers.on(ApplicationRecorded)(_record)


async def _record(ctx: Context, events: list[Received]) -> None:
    for event in events:
        fact = event.data
        await record(ctx, fact.application_id, fact.origins if fact.active else [], fact.version)


async def record(ctx: Context, application_id: UUID, origins: Iterable[str], version: int) -> None:
    """Write an application's origins; an older word changes nothing."""
    row = {"district_id": ctx.district_id, "application_id": application_id}
    statement = insert(AllowedOriginsRow).values(**row, origins=list(origins), version=version)
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=list(row),
            set_={"origins": statement.excluded.origins, "version": statement.excluded.version},
            where=AllowedOriginsRow.version < statement.excluded.version,
        )
    )


class Origins:
    """One process's view of the registered origins. Paths in `with_cookies` may be called with the caller's cookies."""

    def __init__(self, db: Database, with_cookies: tuple[str, ...] = ()) -> None:
        self.db = db
        self.with_cookies = with_cookies
        self._known: frozenset[bytes] = frozenset()
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def allow(self, origin: bytes | None) -> bool:
        """Is it the origin of a registered front end?"""
        if not origin:
            return False
        if time.monotonic() - self._read_at > FRESH_SECONDS:
            await self._read()
        return origin in self._known

    async def _read(self) -> None:
        async with self._lock:
            if time.monotonic() - self._read_at < FRESH_SECONDS:
                return
            try:
                async with self.db.reading() as connection, connection.transaction():
                    await connection.execute(f"set local role {SYSTEM_ROLE}")
                    rows = await connection.fetch("select unnest(origins) as origin from allowed_origins")
            except Exception as error:
                # Those that are known may read what the service then says of its database.
                log.warning("origins_unreadable", error_class=type(error).__name__, where=where(error))
                return
            self._known = frozenset(row["origin"].encode() for row in rows)
            self._read_at = time.monotonic()


class CrossOrigin:
    """Stands before everything else: answers preflights, and marks replies a registered front end may read."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self.app = app
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; without an `Origin` there is nothing to do."""
        origin = next((value for name, value in scope.get("headers", ()) if name == b"origin"), None)
        if scope["type"] != "http" or origin is None:
            await self.app(scope, receive, send)
            return
        marks: Headers = [(b"vary", b"Origin")]
        if await self.origins.allow(origin):
            marks.append((b"access-control-allow-origin", origin))
            if scope["path"] in self.origins.with_cookies:
                marks.append((b"access-control-allow-credentials", b"true"))
            if scope["method"] == "OPTIONS":
                headers = [*marks, *PREFLIGHT]
                await send({"type": "http.response.start", "status": 204, "headers": headers})
                await send({"type": "http.response.body"})
                return
            marks.append(SHOWN)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *marks]
            await send(message)

        await self.app(scope, receive, send_marked)
