"""What takes long holds up its own district's line alone, and nothing else of its consumer."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from shared.bus import apart
from shared.bus.consumer import Consumer
from shared.bus.inbox import Consumers, Received
from shared.bus.streams import Bus, durable_name, reconcile_stream, stream_name
from shared.context.context import Context
from shared.events.event import Consumed
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from shared.testing.databases import eventually
from shared.testing.servers import Broker

LONG, SHORT = "assessment.roster_import.requested.v1", "assessment.roster_import.finished.v1"


class Slow(Consumed, type=LONG):
    import_id: UUID


class Quick(Consumed, type=SHORT):
    import_id: UUID


class Line:
    """A consumer of assessment's events that notes what it did, and lets what is long go on when told."""

    def __init__(self, assessment: Service, bus: Bus) -> None:
        self.assessment, self.bus = assessment, bus
        self.begun: list[UUID] = []
        self.done: list[UUID] = []
        self.may_end: defaultdict[UUID, asyncio.Event] = defaultdict(asyncio.Event)
        self.fails: set[UUID] = set()
        consumers = Consumers("assessment")

        @consumers.on(Slow, apart=True)
        async def slow(ctx: Context, events: list[Received]) -> None:
            (event,) = events
            self.begun.append(event.data.import_id)
            await self.may_end[event.data.import_id].wait()
            if event.data.import_id in self.fails:
                self.fails.remove(event.data.import_id)
                raise RuntimeError
            self.done.append(event.data.import_id)

        @consumers.on(Quick)
        async def quick(ctx: Context, events: list[Received]) -> None:
            self.done.extend(event.data.import_id for event in events)

        settings = assessment.settings.model_copy(update={"event_retry_seconds": (0.05, 0.05)})
        self.consumer = Consumer(assessment.app.state.db, settings, bus, consumers, "assessment")

    async def ask(self, district_id: UUID, type_: str = LONG) -> UUID:
        """Send an event; returns what it is of."""
        of = new_id()
        data: dict[str, Any] = {"import_id": str(of)}
        await self.bus.stream.publish(type_, envelope(district_id, type_, data).model_dump_json().encode())
        return of

    async def see(self, where: list[UUID], *ids: UUID) -> None:
        """Wait until they are all there."""

        async def there() -> bool:
            return set(ids) <= set(where)

        await eventually(there, "what was sent")

    async def pending(self) -> int:
        """How many messages are not acknowledged."""
        info = await self.bus.stream.consumer_info(stream_name("assessment"), durable_name("assessment", "assessment"))
        return (info.num_ack_pending or 0) + (info.num_pending or 0)


@pytest_asyncio.fixture
async def line(assessment: Service, broker: Broker) -> AsyncIterator[Line]:
    """It runs, and ends with the test."""
    bus = await Bus.connect(broker.url, "test")
    await reconcile_stream(bus, "assessment")
    # Its consumer is a new one, and is to find nothing of tests before this one.
    await bus.stream.purge_stream(stream_name("assessment"))
    made = Line(assessment, bus)
    working = asyncio.create_task(made.consumer.run())
    yield made
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await bus.stream.delete_consumer(stream_name("assessment"), durable_name("assessment", "assessment"))
    await bus.close()


async def test_one_districts_long_work_holds_up_nobody_elses(line: Line) -> None:
    ours, theirs = new_id(), new_id()
    first = await line.ask(ours)
    await line.see(line.begun, first)
    second, other = await line.ask(ours), await line.ask(theirs)
    quick = [await line.ask(ours, SHORT), await line.ask(theirs, SHORT)]
    await line.see(line.begun, other)
    await line.see(line.done, *quick)
    line.may_end[other].set()
    await line.see(line.done, other)
    assert second not in line.begun, "a district's own wait for each other"
    line.may_end[first].set()
    await line.see(line.begun, second)
    line.may_end[second].set()
    await line.see(line.done, first, second)

    async def is_over() -> bool:
        return await line.pending() == 0

    await eventually(is_over, "all to be acknowledged")


async def test_only_some_districts_are_served_at_once_and_the_next_takes_the_place_of_who_ends(line: Line) -> None:
    asked = [await line.ask(new_id()) for _ in range(apart.AT_ONCE + 1)]
    await line.see(line.begun, *asked[:-1])
    quick = await line.ask(new_id(), SHORT)
    await line.see(line.done, quick)
    assert asked[-1] not in line.begun
    line.may_end[asked[0]].set()
    await line.see(line.begun, asked[-1])
    for one in asked:
        line.may_end[one].set()
    await line.see(line.done, *asked)


async def test_what_fails_is_tried_again_and_the_line_goes_on(line: Line) -> None:
    district_id = new_id()
    first = await line.ask(district_id)
    line.fails.add(first)
    second = await line.ask(district_id)
    for one in (first, second):
        line.may_end[one].set()
    await line.see(line.done, first, second)
    assert line.begun.count(first) == 2

    async def nothing_waits() -> bool:
        return not line.consumer.apart._waiting

    # What is done leaves the line once it is acknowledged.
    await eventually(nothing_waits, "the line empty")


async def test_what_waits_is_not_sent_again_meanwhile(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[UUID] = []
    monkeypatch.setattr(apart, "HEARTBEAT_SECONDS", 0.05)
    district_id = new_id()
    first = await line.ask(district_id)
    await line.see(line.begun, first)
    second = await line.ask(district_id)

    async def both_stand() -> bool:
        return len(line.consumer.apart._waiting.get(district_id, [])) == 2

    await eventually(both_stand, "the second to stand in the line")
    for message, received in line.consumer.apart._waiting[district_id]:

        async def beat(id_: UUID = received.parsed[0].import_id) -> None:
            beats.append(id_)

        monkeypatch.setattr(message, "in_progress", beat)
    await line.see(beats, first, second)
    for one in (first, second):
        line.may_end[one].set()
    await line.see(line.done, first, second)


async def test_what_was_being_done_at_the_end_comes_again(line: Line) -> None:
    asked = await line.ask(new_id())
    await line.see(line.begun, asked)
    await line.consumer.apart.close()
    assert line.done == []
    assert await line.pending() == 1
