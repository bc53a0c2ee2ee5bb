import asyncio
import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.notifications.outlets.stream import repository
from services.notifications.outlets.stream.rules import MOST_MISSED, Entry, Position
from shared.context.work import work_for
from shared.testing.calls import assert_refused, token
from tests.notifications.outlets.stream.conftest import Reader, Streams
from tests.notifications.outlets.stream.factories import COORDINATOR, write


async def test_a_stream_goes_on_where_it_broke_off(streams: Streams) -> None:
    bearer = streams.person(COORDINATOR)
    async with streams.open(bearer) as reader:
        first = await streams.task()
        last_id = (await reader.until("scheduling.task.completed.v2")).id
    missed = [await streams.task(), await streams.task("started")]
    async with streams.open(bearer, last_id) as reader:
        live = await streams.task()
        await reader.until("scheduling.task.completed.v2", count=2)
        assert reader.ids("task_id") == [*missed, live]
        assert first not in reader.ids("task_id")
        assert (await reader.until("ready")).data["resumed"] is True


async def test_what_was_missed_is_authorised_as_well(streams: Streams) -> None:
    oak = uuid4()
    bearer = streams.person(("principal", oak))
    async with streams.open(bearer) as reader:
        last_id = reader.last_id
    await streams.task()
    mine = await streams.task(school_id=oak)
    async with streams.open(bearer, last_id) as reader:
        assert reader.ids("task_id") == [mine]


async def test_nothing_is_skipped_or_repeated_while_many_commit_late(streams: Streams) -> None:
    writers, rounds = 8, 12
    chance = random.Random(1)

    async def keep_writing(name: int) -> None:
        for n in range(rounds):
            db, settings = streams.service.app.state.db, streams.service.settings
            async with work_for(db, settings, streams.district_id) as ctx:
                # Others begin and end meanwhile; then the entry is written and the commit takes its time.
                await ctx.session.connection()
                await asyncio.sleep(chance.random() * 0.02)
                await repository.write(ctx, [Entry("x", f'{{"n":"{name}-{n}"}}')])
                await asyncio.sleep(chance.random() * 0.02)

    bearer, told, last_id = streams.machine(), [], ""
    async with streams.open(bearer) as reader:
        last_id = reader.last_id
    writing = asyncio.gather(*(keep_writing(name) for name in range(writers)))
    breaks = 0
    while not writing.done() or breaks <= 3:
        async with streams.open(bearer, last_id) as reader:
            await asyncio.sleep(chance.random() * 0.05)
            told += reader.ids("n")
            last_id = reader.last_id
        breaks += 1
    async with streams.open(bearer, last_id) as reader:
        told += reader.ids("n")
    assert len(told) == len(set(told))
    assert set(told) == {f"{name}-{n}" for name in range(writers) for n in range(rounds)}
    for name in range(writers):
        assert [one for one in told if one.startswith(f"{name}-")] == [f"{name}-{n}" for n in range(rounds)]


async def test_an_id_that_is_none_of_ours_is_refused(streams: Streams) -> None:
    bearer = streams.person(COORDINATOR)
    foreign = str(Position(uuid4(), 1, datetime.now(UTC)))
    for garbled in ("x", "1", "é", "A" * 43, "A" * 5000, foreign, "null"):
        reply = await streams.refused(bearer, garbled)
        assert_refused(reply, 400, "last_event_id_invalid")
        assert reply.headers["content-type"] == "application/problem+json"
    assert streams.service.app.state.hub.open_count == 0


async def lost(streams: Streams, last_event_id: str) -> Reader:
    async with streams.open(streams.person(COORDINATOR), last_event_id) as reader:
        live = await streams.task()
        await reader.until("scheduling.task.completed.v2")
        assert reader.ids("task_id") == [live]
    return reader


async def test_an_id_from_long_ago_makes_the_front_end_read_again(streams: Streams) -> None:
    await streams.task()
    reader = await lost(streams, str(Position(streams.district_id, 0, datetime.now(UTC) - timedelta(hours=24))))
    assert [one.event for one in reader.told[:2]] == ["reset", "ready"]
    assert reader.told[0].data == {"reason": "too_old"}
    assert reader.told[1].data["resumed"] is False


async def test_an_id_this_database_never_gave_makes_the_front_end_read_again(streams: Streams) -> None:
    reader = await lost(streams, str(Position(streams.district_id, 2**40, datetime.now(UTC))))
    assert reader.told[0].event == "reset"


async def test_too_much_missed_makes_the_front_end_read_again(streams: Streams) -> None:
    before = str(Position(streams.district_id, 0, datetime.now(UTC)))
    await write(streams, MOST_MISSED + 1)
    reader = await lost(streams, before)
    assert reader.told[0].data == {"reason": "too_many"}


async def test_just_as_much_as_can_be_told_is_told(streams: Streams) -> None:
    before = str(Position(streams.district_id, 0, datetime.now(UTC)))
    await write(streams, MOST_MISSED)
    async with streams.open(streams.machine(), before) as reader:
        assert len(reader.names()) == MOST_MISSED
        assert "reset" not in reader.names()


async def test_a_token_without_the_scope_or_none_opens_nothing(streams: Streams) -> None:
    reply = await streams.refused(token(streams.district_id, ["inbox:read"]))
    assert_refused(reply, 403, "scope_missing")
    assert (await streams.refused("garbage")).status_code == 401
