"""Two pieces of work at once, in a known order: one has done its part and not committed, the other is seen to wait for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import asyncpg

from shared.testing.calls import Service
from shared.testing.databases import as_superuser, eventually

T = TypeVar("T")
ROOT = str(Path(__file__).parents[2]) + "/"
OURS = (ROOT + "services/", ROOT + "shared/")
#: Taking a turn, by its key (`shared.db.locks.key`), or one of `Turn`.
HOLD = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
HOLD_TURN = "select pg_advisory_xact_lock($1)"
WAITING = """select pid, query from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and $1 = any(pg_blocking_pids(pid))"""


@dataclass(frozen=True)
class Wait:
    """What somebody waits with: the statement, and the functions of ours that are under way (`path::function`)."""

    query: str
    where: frozenset[str]

    @property
    def reads(self) -> bool:
        """Is it a reading that waits? Only a lock lets one wait, so what is decided is decided on what the other leaves."""
        return self.query.lstrip().lower().startswith("select")

    def is_at(self, *sites: str) -> bool:
        """Is it a reading, in the middle of all these?"""
        assert self.reads, self.query
        assert set(sites) <= self.where, sorted(self.where)
        return True


class Other:
    """Somebody else's transaction, of which nothing is committed yet."""

    def __init__(self, connection: "asyncpg.Connection[Any]", watcher: "asyncpg.Connection[Any]") -> None:
        self.connection, self.watcher = connection, watcher
        self.transaction = connection.transaction()

    async def does(self, statement: str, *arguments: Any) -> list[Any]:
        """Do something, past row security."""
        return list(await self.connection.fetch(statement, *arguments))

    async def holds_up(self, work: Awaitable[T]) -> "tuple[Wait, asyncio.Future[T]]":
        """Begin some work and see it wait for this transaction, by itself or behind others. Fails if it ends without."""
        pid = self.connection.get_server_pid()
        before = {row["pid"] for row in await self.watcher.fetch(WAITING, pid)}
        begun = asyncio.ensure_future(work)

        async def look() -> Any:
            return begun.done() or [row for row in await self.watcher.fetch(WAITING, pid) if row["pid"] not in before]

        found = await eventually(look, "waiting for the other")
        assert found is not True, f"it waited for nobody: {begun.exception() or begun.result()}"
        # PostgreSQL copies what a session runs before it looks whether it waits: only now that it waits is it the same moment.
        found = await look()
        return Wait(found[0]["query"], frozenset(_under_way(begun))), begun

    async def commit(self) -> None:
        """Let it stand."""
        await self.transaction.commit()

    async def roll_back(self) -> None:
        """Take it back."""
        await self.transaction.rollback()


@asynccontextmanager
async def another(service: Service, statement: str, *arguments: Any) -> AsyncIterator[Other]:
    """Somebody else who has done this in a service's database and not committed; taken back at the end unless committed."""
    url = as_superuser(service.settings.database_url)
    connection, watcher = await asyncpg.connect(url), await asyncpg.connect(url)
    other = Other(connection, watcher)
    try:
        await other.transaction.start()
        done = await other.does(statement, *arguments)
        assert done, "the other did nothing: let the statement return what it did"
        yield other
    finally:
        # Whoever still waits is let go.
        await connection.close()
        await watcher.close()


def _under_way(task: Any) -> Iterator[str]:
    """Every function of ours it is in the middle of."""
    awaited = task.get_coro()
    while awaited is not None:
        kind = next((kind for kind in ("cr", "gi", "ag") if hasattr(awaited, f"{kind}_frame")), None)
        frame: FrameType | None = getattr(awaited, f"{kind}_frame", None)
        if frame is None:
            return
        if frame.f_code.co_filename.startswith(OURS):
            yield f"{frame.f_code.co_filename.removeprefix(ROOT)}::{frame.f_code.co_qualname}"
        # The end of an `async with` awaits what cannot be looked into: its generator can.
        inside = getattr(frame.f_locals.get("self"), "gen", None)
        awaited = inside or getattr(awaited, {"cr": "cr_await", "gi": "gi_yieldfrom"}.get(kind or "", "ag_await"))
