"""Whatever the database's driver raises in an outage is 503 with Retry-After: callers try again, and nobody calls it a fault."""

from collections.abc import AsyncIterator, Callable
from typing import Any, cast
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from shared.db.engine import Reader, Writer
from shared.error_mapping import as_refusal
from shared.errors import Invalid, Unavailable
from shared.testing.calls import Service
from shared.web.cors import Origins


def of(module: str, error: str) -> Callable[..., Any]:
    """A function of a module that raises."""
    found: dict[str, Any] = {"__name__": module, "asyncpg": asyncpg}
    exec(f"async def fail(*_, **__):\n    raise {error}", found)
    return found["fail"]  # type: ignore[no-any-return]


IN_THE_WAY = {
    "connection in a wrong state": of("asyncpg.protocol", "asyncpg.InternalClientError('cannot switch to state 15')"),
    "protocol broken": of("asyncpg.protocol", "asyncpg.ProtocolError('unexpected message')"),
    "closed in the middle": of("asyncpg.protocol", "asyncpg.ConnectionDoesNotExistError('closed in the middle')"),
    "closed before": of("asyncpg.protocol", "asyncpg.InterfaceError('connection is closed')"),
    "reset": of("asyncpg.protocol", "ConnectionResetError()"),
    "too many": of("asyncpg.protocol", "asyncpg.TooManyConnectionsError('sorry')"),
    "a standby now": of("asyncpg.protocol", "asyncpg.ReadOnlySQLTransactionError('read only')"),
    "disk broken": of("asyncpg.protocol", "asyncpg.PostgresIOError('could not read')"),
    "transport closed": of("uvloop.handles", "RuntimeError('unable to perform operation; the handler is closed')"),
    "transport gone": of("asyncpg.connection", "AttributeError('NoneType has no attribute send')"),
}


@pytest.fixture(params=list(IN_THE_WAY.values()), ids=list(IN_THE_WAY))
def failing(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """What the driver does instead of an answer."""
    return request.param  # type: ignore[no-any-return]


@pytest_asyncio.fixture
async def machine(partners: Service, district_id: UUID) -> AsyncIterator[httpx.AsyncClient]:
    """A machine whose token was seen before, so that nothing but its call needs the database."""
    async with partners.machine(district_id) as client:
        assert (await client.get("/v1/schools")).status_code == 200
        yield client


def is_outage(reply: httpx.Response) -> bool:
    """Does it tell the caller to come again?"""
    return (reply.status_code, reply.json()["code"], "retry-after" in reply.headers) == (503, "unavailable", True)


def begins_and_then(failing: Callable[..., Any]) -> Callable[..., Any]:
    """A connection that begins transactions and does no more."""
    begin = Writer.execute

    async def execute(connection: Writer, query: str, *arguments: Any, **more: Any) -> str:
        done = begin if query in ("BEGIN;", "ROLLBACK;") else failing
        return cast(str, await done(connection, query, *arguments, **more))

    return execute


async def test_a_list_a_change_and_readiness_answer_503(
    machine: httpx.AsyncClient, failing: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    school = {"name": "Oak", "local_code": "1"}
    with monkeypatch.context() as broken:
        broken.setattr(Reader, "read_page", failing)
        assert is_outage(await machine.get("/v1/schools"))
    with monkeypatch.context() as broken:
        broken.setattr(asyncpg.Connection, "execute", failing)
        assert is_outage(await machine.post("/v1/schools", json=school))
    with monkeypatch.context() as broken:
        broken.setattr(Writer, "execute", begins_and_then(failing))
        assert is_outage(await machine.post("/v1/schools", json=school))
    with monkeypatch.context() as broken:
        broken.setattr(PreparedStatement, "fetch", failing)
        assert is_outage(await machine.post("/v1/schools", json=school, headers={"Idempotency-Key": "k"}))
    with monkeypatch.context() as broken:
        broken.setattr(asyncpg.Connection, "fetchval", failing)
        assert is_outage(await machine.get("/readyz"))
    # Nothing of it is left behind in the pools.
    assert (await machine.post("/v1/schools", json=school)).status_code == 201
    assert len((await machine.get("/v1/schools")).json()["items"]) == 1


async def test_a_connection_lost_within_a_bulk_call_refuses_the_whole_call(
    machine: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, seen = PreparedStatement.fetch, []

    async def second(self: Any, *arguments: Any, **options: Any) -> Any:
        seen.extend(["one"] if "FROM schools" in self.get_query() else [])
        return await (IN_THE_WAY["connection in a wrong state"] if len(seen) > 1 else fetch)(
            self, *arguments, **options
        )

    monkeypatch.setattr(PreparedStatement, "fetch", second)
    rows = [{"name": name, "local_code": name} for name in ("a", "b", "c")]
    assert is_outage(await machine.post("/v1/bulk/schools", json={"items": rows}))
    assert len(seen) == 2, "the third row is not even tried"


async def test_a_front_end_is_told_of_an_outage_too(
    partners: Service, machine: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    origins = Origins(partners.app.state.db)
    monkeypatch.setattr(asyncpg.Connection, "fetch", IN_THE_WAY["connection in a wrong state"])
    assert not await origins.allow(b"https://front.example")
    monkeypatch.undo()
    assert origins._read_at < 0, "it is read as soon as that works again"


async def test_a_pool_with_nothing_free_is_an_outage_and_a_value_that_cannot_be_sent_is_not(partners: Service) -> None:
    assert isinstance(as_refusal(NoneFree("QueuePool limit")), Unavailable)
    async with partners.app.state.db.engine.connect() as connection:
        with pytest.raises(DBAPIError) as found:
            await connection.execute(text("select cast(:number as integer)"), {"number": 2**40})
    assert isinstance(as_refusal(found.value), Invalid)


def test_a_fault_of_ours_is_no_outage() -> None:
    assert as_refusal(RuntimeError("ours")) is None
