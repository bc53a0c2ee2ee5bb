"""Imports of several districts run at once, on the real consumer: one that does not come to its end holds up nobody."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.assessment.consumers import RosterImportAsked, import_rosters
from services.assessment.roster.roster_imports import importing, staging
from services.assessment.roster.roster_imports.work import Import
from shared.bus.apart import AT_ONCE
from shared.bus.consumer import Consumer
from shared.bus.inbox import Consumers, Received
from shared.bus.streams import Bus, durable_name, reconcile_stream, stream_name
from shared.context.context import Context
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from shared.testing.databases import eventually
from shared.testing.servers import Broker
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, post

REQUESTED = "assessment.roster_import.requested.v1"
SECONDS = 3.0
SLEEPING = """select count(*) from pg_stat_activity
where query like '%pg_sleep(3600)%' and pid <> pg_backend_pid() and state = 'active'"""


@dataclass
class Worker:
    """The service's consumer of imports at work, on a real broker."""

    assessment: Service
    bus: Bus

    @classmethod
    @asynccontextmanager
    async def at_work(cls, assessment: Service, broker: Broker, short: set[UUID]) -> AsyncIterator["Worker"]:
        """Imports of the districts of `short` may take seconds, others as long as ever."""
        consumers = Consumers("assessment")

        @consumers.on(RosterImportAsked, apart=True)
        async def handle(ctx: Context, events: list[Received]) -> None:
            if ctx.district_id in short:
                ctx.settings = ctx.settings.model_copy(update={"max_roster_seconds": SECONDS})
            await import_rosters(ctx, events)

        bus = await Bus.connect(broker.url, "test")
        await reconcile_stream(bus, "assessment")
        await bus.stream.purge_stream(stream_name("assessment"))
        consumer = Consumer(assessment.app.state.db, assessment.settings, bus, consumers, "assessment")
        working = asyncio.create_task(consumer.run())
        try:
            yield cls(assessment, bus)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await bus.stream.delete_consumer(stream_name("assessment"), durable_name("assessment", "assessment"))
            await bus.close()

    async def ask(self, of: UUID) -> str:
        """Hand a roster in, as an event on the bus."""
        id_ = str((await post(self.assessment.machine(of), pack(bundles.files()))).json()["id"])
        event = envelope(of, REQUESTED, {"import_id": id_})
        await self.bus.stream.publish(REQUESTED, event.model_dump_json().encode())
        return id_

    async def job(self, of: UUID, id_: str) -> dict[str, Any]:
        """An import as the API tells it."""
        return dict((await self.assessment.machine(of).get(f"/v1/roster-imports/{id_}")).json())

    async def ended(self, of: UUID, id_: str) -> dict[str, Any]:
        """Wait for its end."""

        async def there() -> bool:
            return (await self.job(of, id_))["state"] not in ("queued", "running")

        await eventually(there, "the import to end")
        return await self.job(of, id_)


async def test_an_import_that_does_not_end_holds_up_no_other_district(
    assessment: Service, broker: Broker, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end: defaultdict[UUID, asyncio.Event] = defaultdict(asyncio.Event)
    begun = asyncio.Event()

    async def slow(work: Import) -> None:
        """Of the first district everything is written, and nothing committed."""
        await real(work)
        if work.ctx.district_id == district_id:
            begun.set()
            await may_end[district_id].wait()

    real = importing.run
    monkeypatch.setattr(importing, "run", slow)
    async with Worker.at_work(assessment, broker, set()) as worker:
        first = await worker.ask(district_id)
        await asyncio.wait_for(begun.wait(), 60)
        for other in (new_id(), new_id()):
            assert (await worker.ended(other, await worker.ask(other)))["state"] == "finished"
            # Also what clients follow goes on: their lists say so at once.
            since = {"updated_since": "2020-01-01T00:00:00Z"}
            assert len(await items(assessment, other, "/v1/students", **since)) == 12
        assert (await worker.job(district_id, first))["state"] == "running"
        may_end[district_id].set()
        assert (await worker.ended(district_id, first))["state"] == "finished"


async def test_as_many_hang_as_there_are_places_and_another_district_is_imported(
    assessment: Service, broker: Broker, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One waits in the worker, one in the database, one in a thread: each ends by its time, and is told so."""
    in_worker, in_database, in_thread = hanging = [new_id() for _ in range(AT_ONCE)]
    hang, begun = threading.Event(), dict.fromkeys(hanging, 0)

    async def slow(work: Import) -> None:
        await real(work)
        here = work.ctx.district_id
        if here in begun:
            begun[here] += 1
        if here == in_worker:
            await asyncio.Event().wait()
        if here == in_database:
            await staging.execute(work.ctx, "select pg_sleep(3600)")
        if here == in_thread:
            await asyncio.to_thread(hang.wait)

    real = importing.run
    monkeypatch.setattr(importing, "run", slow)
    try:
        async with Worker.at_work(assessment, broker, {*hanging}) as worker:
            theirs = [await worker.ask(of) for of in hanging]
            mine = await worker.ask(district_id)
            assert (await worker.ended(district_id, mine))["state"] == "finished"
            assert len(await items(assessment, district_id, "/v1/students")) == 12
            for of, id_ in zip(hanging, theirs, strict=True):
                job = await worker.ended(of, id_)
                assert (job["state"], job["refusal"]["code"]) == ("failed", "import_took_too_long")
                assert await items(assessment, of, "/v1/students") == []
                # What took too long once is not begun again.
                assert (job["progress"]["rows_done"], begun[of]) == (0, 1)
    finally:
        hang.set()
    connection = await asyncpg.connect(assessment.settings.database_url)
    try:

        async def gone() -> bool:
            return not await connection.fetchval(SLEEPING)

        await eventually(gone, "the database to end the statement")
    finally:
        await connection.close()
