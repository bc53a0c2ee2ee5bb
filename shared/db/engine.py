"""One `Database` per process: the ORM's engine for writes, a bare asyncpg pool for pages read in one round trip."""

from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SYSTEM_ROLE = "throughline_system"
READ_PAGE = "select body, next_cursor from read_page($1, $2, $3)"


class _KeepSettings(asyncpg.Connection):
    """asyncpg's reset on release is a round trip; every setting of ours is local to its transaction, so none is left."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """Connections to one service's database, as the application role."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url.replace("postgresql+asyncpg://", "postgresql://")
        self.pool_size = pool_size
        self.engine: AsyncEngine = create_async_engine(
            self.url.replace("postgresql://", "postgresql+asyncpg://"),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=False,
            pool_recycle=1800,
            hide_parameters=True,
        )
        self._reader: asyncpg.Pool[Any] | None = None

    async def reader(self) -> "asyncpg.Pool[Any]":
        """The pool for one-round-trip reads; opened on first use."""
        if self._reader is None:
            self._reader = await asyncpg.create_pool(
                self.url, min_size=1, max_size=self.pool_size, connection_class=_KeepSettings
            )
        return self._reader

    async def read_page(self, district_id: UUID, sql: str, arguments: list[str | None]) -> tuple[str, str | None]:
        """Set the district, run one page query and return its JSON body and next cursor: a single round trip."""
        pool = await self.reader()
        row = await pool.fetchrow(READ_PAGE, district_id, sql, arguments)
        assert row is not None
        return row[0], row[1]

    async def ping(self) -> None:
        """Raises when PostgreSQL does not answer."""
        await (await self.reader()).fetchval("select 1")

    async def close(self) -> None:
        """Give every connection back."""
        if self._reader is not None:
            await self._reader.close()
        await self.engine.dispose()
