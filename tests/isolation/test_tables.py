"""Every tenant table is tried raw, as the application role: with a neighbour's district, with none, after another's turn.

A row is made by the superuser in a transaction that is taken back, its constraints set aside: only the policies count.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Column, Enum, Table

from shared.db.base import tables_of
from shared.ids import new_id
from shared.rooms import rooms_of
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from shared.testing.servers import SERVICES

#: Tables that belong to no district.
SHARED_TABLES = {"signing_keys", "used_assertions", "failed_sign_ins"}
VALUES: dict[type, Any] = {
    **{str: "x", int: 1, float: 1.0, bool: True, bytes: b"x", dict: "{}", list: []},
    **{datetime: datetime(2026, 1, 1, tzinfo=UTC), date: date(2026, 1, 1)},
}
CONSTRAINTS = """select conname from pg_constraint where conrelid = $1::regclass and contype in ('c', 'f')"""
#: A connection as another request left it: the district was set for its own transaction alone.
SET_DISTRICT = "select set_config('app.district_id', $1, true)"


def tenant_tables(service: str) -> list[Table]:
    """The tables of a service whose rows belong to districts."""
    rooms_of(service).load_tables()
    found = [table for table in tables_of(service) if table.name not in SHARED_TABLES]
    return sorted(found, key=lambda table: table.name)


CASES = [(service, table) for service in SERVICES for table in tenant_tables(service)]


def value_for(column: Column[Any]) -> Any:
    """Something of the column's type."""
    kind = str(column.type.compile()).upper()
    if kind in ("JSON", "JSONB"):
        return "{}"
    if kind.endswith("MULTIRANGE"):
        return []
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    if column.type.python_type is UUID:
        return new_id()
    return VALUES[column.type.python_type]


def insert_of(table: Table, district_id: UUID) -> tuple[str, list[Any]]:
    """A statement that adds a row of a district, with a value for whatever must have one."""
    needed = [
        column
        for column in table.columns
        if column.name != "district_id" and column.identity is None and (not column.nullable or column.primary_key)
    ]
    names = ", ".join(["district_id", *(f'"{column.name}"' for column in needed)])
    places = ", ".join(f"${place}" for place in range(1, len(needed) + 2))
    return f"insert into {table.name} ({names}) values ({places})", [district_id, *map(value_for, needed)]


@asynccontextmanager
async def as_application(service: Service, table: Table, owner: UUID) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the application role, with one row of `owner` in the table; all of it is taken back."""
    connection = await asyncpg.connect(as_superuser(service.settings.database_url))
    transaction = connection.transaction()
    await transaction.start()
    try:
        for row in await connection.fetch(CONSTRAINTS, table.name):
            await connection.execute(f'alter table {table.name} drop constraint "{row["conname"]}" cascade')
        statement, values = insert_of(table, owner)
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(statement, *values)
        await connection.execute("set local session_replication_role = origin")
        await connection.execute("set local role throughline_app")
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def count(connection: asyncpg.Connection, table: Table) -> int:
    """Rows of the table the role sees."""
    return int(await connection.fetchval(f"select count(*) from {table.name}"))


async def touches(connection: asyncpg.Connection, statement: str, *values: Any) -> int | str:
    """How many rows a statement reached, or by what it was refused; taken back."""
    inner = connection.transaction()
    await inner.start()
    try:
        return int((await connection.execute(statement, *values)).rpartition(" ")[2])
    except asyncpg.InsufficientPrivilegeError:
        return "refused"
    finally:
        await inner.rollback()


@pytest.mark.parametrize(("service", "table"), CASES, ids=lambda value: getattr(value, "name", value))
async def test_a_row_is_its_districts_alone(service_of: Callable[[str], Service], service: str, table: Table) -> None:
    owner, neighbour = new_id(), new_id()
    async with as_application(service_of(service), table, owner) as connection:
        for district in (neighbour, None):
            await connection.execute(SET_DISTRICT, str(district) if district else "")
            assert await count(connection, table) == 0, district
            for statement in (
                f"delete from {table.name}",
                f"update {table.name} set district_id = district_id",
                f"update {table.name} set district_id = '{neighbour}'",
            ):
                assert await touches(connection, statement) in (0, "refused"), (district, statement)
            statement, values = insert_of(table, owner)
            assert await touches(connection, statement, *values) == "refused", "a row cannot be given to another"
        # The owner sees it, so what was seen before was the policy's doing; and sees it no more once the turn is over.
        turn = connection.transaction()
        await turn.start()
        await connection.execute(SET_DISTRICT, str(owner))
        assert await count(connection, table) == 1
        assert await touches(connection, f"update {table.name} set district_id = '{neighbour}'") in (0, "refused")
        await turn.rollback()
        assert await count(connection, table) == 0


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reaches_no_other_services_database(service_of: Callable[[str], Service], service: str) -> None:
    """The databases the bootstrap made: clones of tests have rights of their own."""
    url = service_of(service).settings.database_url
    for other in SERVICES:
        target = f"{url.rpartition('/')[0]}/throughline_{other}"
        if other == service:
            await (await asyncpg.connect(target)).close()
            continue
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(target)
