"""Access that ended before its tokens expire: partners says so in an event, every service refuses those tokens."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from shared.auth.tables import EndedAccessRow
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.db.engine import SYSTEM_ROLE, Database
from shared.events.event import Consumed
from shared.principal import Principal

Holder = Literal["person", "client", "session", "token"]
#: How old a process's view may be before a request has it read anew, and before it waits for that.
FRESH_SECONDS, LATEST_SECONDS = 1.0, 10.0
#: Longer than any access token lives, clocks that differ included.
KEPT = "interval '1 hour'"
#: PostgreSQL takes 32,767 arguments a statement.
MOST_AT_ONCE = 5_000
NEWS = f"select district_id, holder, holder_id, ended_at from ended_access where noted_at > clock_timestamp() - {KEPT}"  # noqa: S608


class AccessEnded(Consumed, type="partners.access.ended.v1"):
    """Somebody's or something's tokens are no longer good."""

    holder: Holder
    holder_id: str
    ended_at: datetime


def follow_ended_access(consumers: Consumers) -> None:
    """Subscribe a service to what its tokens are no longer good for."""
    consumers.on(AccessEnded)(_record)


async def _record(ctx: Context, events: list[Received]) -> None:
    await record(ctx, [(event.data.holder, event.data.holder_id, event.data.ended_at) for event in events])


async def record(ctx: Context, ends: Sequence[tuple[Holder, str, datetime]]) -> None:
    """Write that tokens of these holders issued until then are refused here; the latest word counts."""
    latest: dict[tuple[Holder, str], datetime] = {}
    for holder, holder_id, ended_at in ends:
        latest[holder, holder_id] = max(ended_at, latest.get((holder, holder_id), ended_at))
    # In the order of their keys, so that two of these cannot wait for each other.
    rows = [
        {"district_id": ctx.district_id, "holder": holder, "holder_id": holder_id, "ended_at": ended_at}
        for (holder, holder_id), ended_at in sorted(latest.items())
    ]
    for start in range(0, len(rows), MOST_AT_ONCE):
        await _write(ctx, rows[start : start + MOST_AT_ONCE])


async def _write(ctx: Context, rows: list[dict[str, Any]]) -> None:
    statement = insert(EndedAccessRow).values([{**row, "noted_at": func.clock_timestamp()} for row in rows])
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "holder", "holder_id"],
            set_={"ended_at": statement.excluded.ended_at, "noted_at": statement.excluded.noted_at},
            where=EndedAccessRow.ended_at < statement.excluded.ended_at,
        )
    )


class EndedAccess:
    """One process's view of what has ended. Few entries, for an hour each: all of them are held."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._ended: dict[tuple[UUID, str, str], datetime] = {}
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def has_ended(self, principal: Principal) -> bool:
        """Is the caller's token no longer good? At most a second behind this service's database."""
        age = time.monotonic() - self._read_at
        # One request a second reads the news; the others go on with what is known, unless that is old.
        if age > LATEST_SECONDS or (age > FRESH_SECONDS and not self._lock.locked()):
            await self._read()
        return bool(self._ended) and any(
            (ended_at := self._ended.get((principal.district_id, *name))) is not None
            and (principal.issued_at is None or principal.issued_at <= ended_at)
            for name in _names(principal)
        )

    async def _read(self) -> None:
        async with self._lock:
            if time.monotonic() - self._read_at < FRESH_SECONDS:
                return
            began = time.monotonic()
            async with self.db.reading() as connection, connection.transaction():
                await connection.execute(f"set local role {SYSTEM_ROLE}")
                rows = await connection.fetch(NEWS)
            self._ended = {(row["district_id"], row["holder"], row["holder_id"]): row["ended_at"] for row in rows}
            self._read_at = began


async def purge(db: Database) -> None:
    """Forget what no living token can be meant by."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(f"delete from ended_access where noted_at < clock_timestamp() - {KEPT}")  # noqa: S608


def _names(principal: Principal) -> list[tuple[str, str]]:
    names = [("token", principal.token_id)]
    if principal.kind == "person":
        names.append(("person", str(principal.id)))
    if principal.client_id is not None:
        names.append(("client", str(principal.client_id)))
    if principal.session_id is not None:
        names.append(("session", str(principal.session_id)))
    return names
