"""Very many rows into a temporary table, by COPY, within a session's own transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


async def driver(session: AsyncSession) -> Any:
    """The asyncpg connection the session's transaction runs on."""
    return (await (await session.connection()).get_raw_connection()).driver_connection


async def copy_into(session: AsyncSession, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows to a temporary table."""
    connection = await driver(session)
    await connection.copy_records_to_table(table, records=rows, columns=list(columns), schema_name="pg_temp")
