import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from services.notifications.outlets.stream.hub import READER, Hub
from services.notifications.outlets.stream.rules import MOST_WAITING, STREAMS_EACH
from shared.testing.calls import Service, assert_refused
from shared.testing.databases import PATIENCE, eventually
from shared.web import streaming
from tests.notifications.outlets.stream.conftest import Streams, serving
from tests.notifications.outlets.stream.factories import COORDINATOR, write


def hub_of(streams: Streams) -> Hub:
    hub: Hub = streams.service.app.state.hub
    return hub


async def all_gone(streams: Streams) -> None:
    async def gone() -> bool:
        return hub_of(streams).open_count == 0

    await eventually(gone, "the end of all streams")


@asynccontextmanager
async def not_reading(streams: Streams, bearer: str) -> AsyncIterator[socket.socket]:
    """A client that opens a stream and takes nothing of it."""
    where = urlsplit(streams.url)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(client, (where.hostname, where.port))
        request = f"GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n\r\n"
        await loop.sock_sendall(client, request.encode())
        yield client


async def test_who_lags_is_told_to_read_again_and_costs_no_more_than_a_bound(
    streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    async with (
        not_reading(streams, streams.machine()) as client,
        streams.open(streams.person(COORDINATOR)) as other,
    ):
        listener = next(one for one in hub_of(streams)._open if one.principal.kind == "client")
        offer, waiting = listener.feed.offer, [0]

        def counted(one: bytes) -> bool:
            is_taken = offer(one)
            waiting.append(len(listener.feed._frames))
            return is_taken

        monkeypatch.setattr(listener.feed, "offer", counted)

        async def lags() -> bool:
            await write(streams, 50, f'{{"text":"{"x" * 4000}"}}')
            return listener.feed.is_over

        await eventually(lags, "its being left behind")
        assert 0 < max(waiting) <= MOST_WAITING
        received = b""
        async with asyncio.timeout(PATIENCE):
            while piece := await loop.sock_recv(client, 65536):
                received += piece
                if b"event: reset" in received and received.endswith(b"0\r\n\r\n"):
                    break
        assert b'event: reset\ndata: {"reason":"lagging"}' in received
        # A stream beside it that reads is told everything.
        assert not other.is_over
    await all_gone(streams)


async def test_a_persons_oldest_stream_ends_for_the_newest(streams: Streams) -> None:
    bearer = streams.person(COORDINATOR)
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(streams.open(bearer)) for _ in range(STREAMS_EACH)]
        another = await stack.enter_async_context(streams.open(streams.person(COORDINATOR)))
        newest = await stack.enter_async_context(streams.open(bearer))
        await readers[0].until("superseded")
        await readers[0].over()
        task_id = await streams.task()
        for reader in (*readers[1:], another, newest):
            await reader.until("scheduling.task.completed.v2")
            assert reader.ids("task_id") == [task_id]
    await all_gone(streams)


async def test_a_full_process_says_so_and_has_room_again(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_of(streams), "most", 2)
    async with streams.open(streams.person(COORDINATOR)):
        async with streams.open(streams.person(COORDINATOR)):
            reply = await streams.refused(streams.person(COORDINATOR))
            assert_refused(reply, 503, "too_many_streams")
            assert reply.headers["retry-after"] == "5"

        async def opens() -> bool:
            return hub_of(streams).open_count == 1

        await eventually(opens, "room for another")
        async with streams.open(streams.person(COORDINATOR)):
            pass
    await all_gone(streams)


async def test_a_stream_ends_with_its_token(streams: Streams) -> None:
    async with streams.open(streams.person(COORDINATOR, lifetime=timedelta(seconds=2))) as reader:
        told = await reader.until("expired")
        await reader.over()
        assert told.data == {"reason": "token"}
    await all_gone(streams)


async def test_open_streams_hold_no_connection_but_the_one_reader(streams: Streams, notifications: Service) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(25):
            await stack.enter_async_context(streams.open(streams.person(COORDINATOR)))
        readers = await notifications.sql(
            "select pid from pg_stat_activity where datname = current_database() and application_name = $1", READER
        )
        open_ones = await notifications.sql(
            "select pid from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
        )
        assert len(readers) == 1
        assert open_ones == []
        assert notifications.app.state.db.engine.pool.checkedout() == 0
        assert notifications.app.state.db.readers.held == 0
    await all_gone(streams)
    assert hub_of(streams)._reading is None


async def test_silence_is_broken_now_and_then(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.05)
    async with streams.open(streams.machine()) as reader:

        async def heard() -> bool:
            return reader.comments >= 3

        await eventually(heard, "a comment")


async def test_a_reader_that_lost_its_connection_goes_on(streams: Streams, notifications: Service) -> None:
    async with streams.open(streams.machine()) as reader:
        await streams.task()
        await reader.until("scheduling.task.completed.v2")
        ended = await notifications.sql(
            """select pg_terminate_backend(pid) as ended from pg_stat_activity
            where datname = current_database() and application_name = $1""",
            READER,
        )
        assert [row["ended"] for row in ended] == [True]
        await streams.task()
        await reader.until("scheduling.task.completed.v2", count=2)
        assert len(reader.ids("task_id")) == 2


async def test_a_process_that_ends_does_not_wait_for_its_streams(notifications: Service, district_id: UUID) -> None:
    async with AsyncExitStack() as stack:
        url, server = await stack.enter_async_context(serving(notifications))
        streams = Streams(notifications, district_id, url)
        readers = [await stack.enter_async_context(streams.open(streams.person(COORDINATOR))) for _ in range(5)]
        server.should_exit = True
        for reader in readers:
            await reader.until("ending")
            await reader.over()
    await all_gone(streams)
