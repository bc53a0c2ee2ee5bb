"""A connection of the pool that pages are read on: what is broken is never given back, what PostgreSQL refused is good."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from shared.db import engine
from shared.db.engine import Database, Reader
from shared.testing.calls import Service

PAGE = "select (($1)[1])::text, null::text"


@pytest_asyncio.fixture
async def db(partners: Service) -> AsyncIterator[Database]:
    """A pool of one connection: whatever reads next reads on the same, if it is still there."""
    found = Database(partners.app.state.db.url, pool_size=1)
    yield found
    await found.close()


async def used(db: Database) -> Reader:
    """The connection the next reader gets."""
    async with db.reading() as reader:
        return reader


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        asyncpg.ProtocolError("unexpected message"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        RuntimeError("the handler is closed"),
        ConnectionResetError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_connection_whose_protocol_is_broken_is_ended_and_the_next_call_reads_on_another(
    db: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    broken, fetchrow = await used(db), Reader.fetchrow

    async def failing(self: Reader, *arguments: Any, **options: Any) -> Any:
        if self is broken:
            raise error
        return await fetchrow(self, *arguments, **options)

    monkeypatch.setattr(Reader, "fetchrow", failing)
    with pytest.raises(type(error)):
        await db.read_page(uuid4(), PAGE, ["a"])
    assert broken.is_closed()
    assert await db.read_page(uuid4(), PAGE, ["a"]) == ("a", None)
    assert await used(db) is not broken


async def test_readiness_does_not_give_back_a_broken_connection_either(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await used(db)

    async def failing(*_: Any, **__: Any) -> Any:
        raise asyncpg.InternalClientError("cannot switch to state 15")

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "fetchval", failing)
        with pytest.raises(asyncpg.InternalClientError):
            await db.ping()
    assert broken.is_closed()
    await db.ping()


@pytest.mark.parametrize(
    ("sql", "arguments", "refusal"),
    [("select (1 / 0)::text, ($1)[1]", ["a"], asyncpg.DivisionByZeroError), (PAGE, [1], asyncpg.DataError)],
    ids=["by PostgreSQL", "a value that cannot be sent"],
)
async def test_a_refusal_leaves_the_connection_and_the_plans_it_keeps(
    db: Database, sql: str, arguments: list[Any], refusal: type[Exception]
) -> None:
    await db.read_page(uuid4(), PAGE, ["a"])
    before = await used(db)
    with pytest.raises(refusal):
        await db.read_page(uuid4(), sql, arguments)
    assert await used(db) is before
    assert PAGE in before.pages
    assert await db.read_page(uuid4(), PAGE, ["b"]) == ("b", None)


async def test_the_plans_of_as_many_pages_as_are_kept_stay_and_a_query_over_many_rows_is_planned_for_its_own(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MOST_PAGES", 60)
    assert await db.read_page(uuid4(), PAGE, ["a"], keep_plan=False) == ("a", None)
    assert (await used(db)).pages == {}
    pages = [f"{PAGE} -- {place}\n" for place in range(61)]
    for page in pages:
        assert await db.read_page(uuid4(), page, ["a"]) == ("a", None)
    reader = await used(db)
    assert list(reader.pages) == pages[:60]
    kept = await reader.fetchval("select count(*) from pg_prepared_statements where statement like 'select page_body%'")
    assert kept == 60
