"""The chain on a real broker: killed relay, redelivery, disorder, poison, a broker that lost everything."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from nats.js.errors import TooManyStalledMsgsError

from shared import clock
from shared.bus import dead_letters, relay
from shared.bus.consumer import Consumer
from shared.bus.inbox import Consumers
from shared.bus.relay import Relay
from shared.bus.streams import Bus, reconcile_durable, reconcile_stream, stream_name
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import PATIENCE, eventually
from shared.testing.servers import Broker
from tests.keeping.rows import put


@pytest_asyncio.fixture
async def bus(broker: Broker) -> AsyncIterator[Bus]:
    """A connection to the broker."""
    connected = await Bus.connect(broker.url, "test")
    yield connected
    await connected.close()


@pytest_asyncio.fixture
async def connection(partners: Service) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The relay's connection to partners' database, where nothing that tests before this one left is sent, or sent again."""
    await partners.sql("update outbox set sent_at = now() - interval '1 year'")
    opened = await asyncpg.connect(partners.settings.database_url)
    yield opened
    await opened.close()


def relay_of(partners: Service, bus: Bus) -> Relay:
    """Partners' relay."""
    return Relay("partners", partners.settings, bus)


def consumer_of(scheduling: Service, bus: Bus) -> Consumer:
    """Scheduling's consumer of partners."""
    from services.scheduling.consumers import consumers

    settings = scheduling.settings.model_copy(update={"event_retry_seconds": (0.05, 0.05)})
    return Consumer(scheduling.app.state.db, settings, bus, consumers, "partners")


async def add_school(partners: Service, district_id: UUID, code: str = "0101") -> str:
    """A school added over the API: one row in the outbox."""
    reply = await partners.machine(district_id).post("/v1/schools", json={"name": "Oak", "local_code": code})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def copies(scheduling: Service, district_id: UUID) -> list[Any]:
    """Scheduling's copy of the district's schools."""
    return await scheduling.sql(
        "select * from directory_schools where district_id = $1 order by local_code", district_id
    )


async def test_an_event_reaches_the_other_service_once(
    partners: Service, scheduling: Service, bus: Bus, connection: Any, district_id: UUID
) -> None:
    await reconcile_stream(bus, "partners")
    consuming = asyncio.create_task(consumer_of(scheduling, bus).run())
    try:
        await add_school(partners, district_id)
        await relay_of(partners, bus).drain(connection)
        (copy,) = await eventually(lambda: copies(scheduling, district_id), "the copy")
        assert copy["local_code"] == "0101"
    finally:
        consuming.cancel()


async def test_what_waits_first_goes_at_once_and_much_in_large_batches(
    partners: Service, bus: Bus, connection: Any, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reconcile_stream(bus, "partners")
    first = await add_school(partners, district_id, "0101")
    await add_school(partners, district_id, "0102")
    begun = relay_of(partners, bus)
    assert await begun.drain(connection, 1) == 1
    sent = await partners.sql("select subject from outbox where district_id = $1 and sent_at is not null", district_id)
    assert [subject for (subject,) in sent] == [f"schools/{first}"]

    asked: list[int] = []

    async def full(_: Any, most: int) -> int:
        asked.append(most)
        if len(asked) == 5:
            raise asyncio.CancelledError
        return most

    monkeypatch.setattr(begun, "drain", full)
    with pytest.raises(asyncio.CancelledError):
        await begun._serve(connection)
    assert asked == [50, 200, 800, 1_000, 1_000]


async def test_a_relay_killed_between_publish_and_mark_doubles_nothing(
    partners: Service,
    scheduling: Service,
    bus: Bus,
    connection: Any,
    district_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await reconcile_stream(bus, "partners")
    await add_school(partners, district_id)
    relay = relay_of(partners, bus)
    with monkeypatch.context() as broken:
        broken.setattr("shared.bus.relay.MARK", "select 1 / 0 where $1::bigint[] is not null")
        with pytest.raises(asyncpg.DivisionByZeroError):
            await relay.drain(connection)
    before = (await bus.stream.stream_info(stream_name("partners"))).state.messages
    assert await relay.drain(connection) >= 1
    # The broker recognised the id; had its window passed, the inbox would.
    assert (await bus.stream.stream_info(stream_name("partners"))).state.messages == before
    consuming = asyncio.create_task(consumer_of(scheduling, bus).run())
    try:
        await eventually(lambda: copies(scheduling, district_id), "the copy")
        (row,) = await scheduling.sql("select count(*) from inbox where district_id = $1", district_id)
        assert row[0] == 1
    finally:
        consuming.cancel()


async def test_a_redelivered_event_is_handled_once(scheduling: Service, district_id: UUID) -> None:
    events = await scheduling.receive(district_id, school(new_id(), 1))
    await scheduling.redeliver(*events)
    (row,) = await scheduling.sql("select count(*) from inbox where district_id = $1", district_id)
    assert row[0] == 1


async def test_an_older_fact_that_comes_late_changes_nothing(scheduling: Service, district_id: UUID) -> None:
    id_ = new_id()
    await scheduling.receive(district_id, school(id_, 2, name="new"))
    await scheduling.receive(district_id, school(id_, 1, name="old"))
    (copy,) = await copies(scheduling, district_id)
    assert (copy["name"], copy["version"]) == ("new", 2)


@pytest.mark.parametrize("versions", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
async def test_of_facts_that_come_together_the_newest_stands(
    scheduling: Service, district_id: UUID, versions: tuple[int, ...]
) -> None:
    id_ = new_id()
    await scheduling.receive(district_id, *(school(id_, version, name=f"name {version}") for version in versions))
    (copy,) = await copies(scheduling, district_id)
    assert (copy["name"], copy["version"]) == ("name 3", 3)


async def test_a_message_nobody_can_read_is_a_dead_letter_and_holds_up_nobody(
    partners: Service, scheduling: Service, bus: Bus, connection: Any, district_id: UUID
) -> None:
    await reconcile_stream(bus, "partners")
    consuming = asyncio.create_task(consumer_of(scheduling, bus).run())
    try:
        await bus.stream.publish("partners.school.recorded.v1", b'{"this is": "no event"}')
        await add_school(partners, district_id)
        await relay_of(partners, bus).drain(connection)
        await eventually(lambda: copies(scheduling, district_id), "the good event behind the bad one")
        letters = await scheduling.sql("select * from dead_letters where message like '%no event%'")
        assert len(letters) == 1
        assert "no event" not in letters[0]["error"]
    finally:
        consuming.cancel()
        await scheduling.sql("delete from dead_letters")


async def test_a_handler_that_keeps_failing_ends_in_the_dead_letters_and_can_be_retried(
    partners: Service, scheduling: Service, bus: Bus, connection: Any, district_id: UUID
) -> None:
    from services.scheduling import consumers as real

    attempts = 0

    async def fail(*_: Any) -> None:
        nonlocal attempts
        attempts += 1
        raise RuntimeError("secret of a child")

    broken = Consumers("scheduling")
    broken.handlers = {type_: [(kind, fail) for kind, _ in pairs] for type_, pairs in real.consumers.handlers.items()}
    await reconcile_stream(bus, "partners")
    await reconcile_durable(bus, "scheduling", "partners", broken.producers()["partners"])
    await add_school(partners, district_id)
    await relay_of(partners, bus).drain(connection)
    consumer = consumer_of(scheduling, bus)
    consumer.consumers = broken
    consuming = asyncio.create_task(consumer.run())
    query = "select * from dead_letters where district_id = $1"
    try:
        (letter,) = await eventually(lambda: scheduling.sql(query, district_id), "the dead letter")
    finally:
        consuming.cancel()
    assert attempts >= 3
    assert "secret" not in letter["error"]
    assert await copies(scheduling, district_id) == []
    listed = (await scheduling.machine(district_id).get("/v1/dead-letters")).json()["items"]
    assert [entry["id"] for entry in listed] == [str(letter["id"])]
    assert (await scheduling.machine(district_id).post(f"/v1/dead-letters/{letter['id']}/retry")).status_code == 202
    assert (await scheduling.machine(new_id()).post(f"/v1/dead-letters/{letter['id']}/retry")).status_code == 404
    assert await dead_letters.retry_due(scheduling.app.state.db, scheduling.settings, real.consumers) == 1
    assert len(await copies(scheduling, district_id)) == 1
    assert await scheduling.sql(query, district_id) == []


async def test_a_broker_that_lost_everything_is_filled_again(
    partners: Service, scheduling: Service, broker: Broker, connection: Any, district_id: UUID
) -> None:
    bus = await Bus.connect(broker.url, "before")
    await reconcile_stream(bus, "partners")
    await add_school(partners, district_id)
    await relay_of(partners, bus).drain(connection)
    await bus.close()
    broker.kill()
    broker.forget()
    again = Broker.start(broker.folder, port=broker.port)
    broker.process = again.process
    bus = await Bus.connect(broker.url, "after")
    relaying = asyncio.create_task(relay_of(partners, bus).run())
    consuming = asyncio.create_task(consumer_of(scheduling, bus).run())
    try:
        await eventually(lambda: copies(scheduling, district_id), "the refilled event")
    finally:
        relaying.cancel()
        consuming.cancel()
        await bus.close()


async def test_a_relay_told_to_end_ends_even_when_the_client_swallows_it(
    partners: Service, bus: Bus, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing = asyncio.Event()

    async def stalled(*_: Any, **__: Any) -> Any:
        publishing.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise TooManyStalledMsgsError from None

    await reconcile_stream(bus, "partners")
    await add_school(partners, district_id)
    monkeypatch.setattr(bus.stream, "publish_async", stalled)
    relaying = asyncio.create_task(relay_of(partners, bus).run())
    await asyncio.wait_for(publishing.wait(), PATIENCE)
    relaying.cancel()
    done, _ = await asyncio.wait([relaying], timeout=PATIENCE)
    assert done
    assert relaying.cancelled()


async def test_what_the_broker_refuses_for_its_size_is_parked_and_holds_up_nobody(
    partners: Service, bus: Bus, connection: Any, district_id: UUID
) -> None:
    await reconcile_stream(bus, "partners")
    await add_school(partners, district_id)
    await partners.sql(
        """update outbox set data = json_build_object('x', repeat('x', 9000000)) where district_id = $1 returning seq""",
        district_id,
    )
    await add_school(partners, district_id, "0102")
    for _ in range(relay.REFUSALS_BEFORE_PARKING):
        await relay_of(partners, bus).drain(connection)
    rows = await partners.sql(
        "select parked_at is not null as parked, sent_at is not null as sent from outbox where district_id = $1 order by seq",
        district_id,
    )
    assert [(row["parked"], row["sent"]) for row in rows] == [(True, False), (False, True)]
    assert (await relay.status(connection))["parked"] >= 1


def school(id_: UUID, version: int, name: str = "Oak") -> tuple[str, dict[str, Any]]:
    """A school as partners tells it."""
    facts: dict[str, Any] = {
        "level": None,
        "grades": [],
        "tags": [],
        "cohort": None,
        "opens_on": None,
        "closes_on": None,
    }
    data = {"school_id": id_, "name": name, "local_code": "0101", "version": version, **facts}
    return "partners.school.recorded.v1", data


async def test_a_replay_sends_again_what_was_sent_within_its_days_and_nothing_else(
    partners: Service, district_id: UUID, connection: "asyncpg.Connection[Any]"
) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    within, before, of_another_type, unsent = (new_id() for _ in range(4))
    for id_, sent_at, type_ in (
        (within, now - 23 * hour, "partners.school.recorded.v1"),
        (before, now - 25 * hour, "partners.school.recorded.v1"),
        (of_another_type, now - hour, "partners.staff.recorded.v1"),
        (unsent, None, "partners.school.recorded.v1"),
    ):
        await put(partners, "outbox", district_id=district_id, id=id_, sent_at=sent_at, type=type_)
    waiting = "select id from outbox where district_id = $1 and sent_at is null"
    await relay.replay(connection, 24 * hour, "partners.school.recorded.v1")
    assert {row["id"] for row in await partners.sql(waiting, district_id)} == {within, unsent}
    await relay.replay(connection, 24 * hour)
    assert {row["id"] for row in await partners.sql(waiting, district_id)} == {within, unsent, of_another_type}
