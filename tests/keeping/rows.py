"""Rows put straight into a table, whatever else it asks for, and what is left of them."""

from datetime import UTC, datetime
from typing import Any

import asyncpg

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import as_superuser

MOMENT = datetime(2026, 9, 1, tzinfo=UTC)
#: By PostgreSQL's name of the type: something a column takes that must not be null.
FILLING: dict[str, Any] = {
    **{"int4": 1, "int8": 1, "bool": False, "timestamptz": MOMENT, "date": MOMENT.date()},
    **{"bytea": b"x", "json": "{}", "jsonb": "{}", "_text": [], "_uuid": []},
}
ASKED_FOR = """select column_name, udt_name from information_schema.columns
where table_name = $1 and table_schema = 'public' and is_nullable = 'NO' and column_default is null and is_identity = 'NO'"""


async def put(service: Service, table: str, **values: Any) -> None:
    """Insert a row; columns that must have a value get one. What it refers to need not be there."""
    connection = await asyncpg.connect(as_superuser(service.settings.database_url))
    try:
        await connection.execute("set session_replication_role = replica")
        asked = {row["column_name"]: row["udt_name"] for row in await connection.fetch(ASKED_FOR, table)}
        filled = {name: _filling(type_) for name, type_ in asked.items()} | values
        places = ", ".join(f"${place}" for place in range(1, len(filled) + 1))
        await connection.execute(f"insert into {table} ({', '.join(filled)}) values ({places})", *filled.values())
    finally:
        await connection.close()


def _filling(type_: str) -> Any:
    if type_ == "uuid":
        return new_id()
    return new_id().hex if type_ in ("text", "varchar") else FILLING[type_]


async def left(service: Service, table: str, column: str, values: list[Any]) -> set[Any]:
    """Which of these values the column still has."""
    found = await service.sql(f"select {column} from {table} where {column} = any($1)", values)
    return {row[0] for row in found}
