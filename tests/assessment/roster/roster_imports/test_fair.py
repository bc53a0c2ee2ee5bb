"""Imports of several districts run at once, on the real consumer: one that does not come to its end holds up nobody."""

import asyncio
from collections import defaultdict
from uuid import UUID

import pytest

from services.assessment.consumers import RosterImportAsked, import_rosters
from services.assessment.roster.roster_imports import importing
from services.assessment.roster.roster_imports.work import Import
from shared.bus.consumer import Consumer
from shared.bus.inbox import Consumers
from shared.bus.streams import Bus, durable_name, reconcile_stream, stream_name
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from shared.testing.databases import eventually
from shared.testing.servers import Broker
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, post

REQUESTED = "assessment.roster_import.requested.v1"


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
    consumers = Consumers("assessment")
    consumers.on(RosterImportAsked, apart=True)(import_rosters)
    bus = await Bus.connect(broker.url, "test")
    await reconcile_stream(bus, "assessment")
    await bus.stream.purge_stream(stream_name("assessment"))
    working = asyncio.create_task(
        Consumer(assessment.app.state.db, assessment.settings, bus, consumers, "assessment").run()
    )

    async def ask(of: UUID) -> str:
        id_ = str((await post(assessment.machine(of), pack(bundles.files()))).json()["id"])
        event = envelope(of, REQUESTED, {"import_id": id_})
        await bus.stream.publish(REQUESTED, event.model_dump_json().encode())
        return id_

    async def ended(of: UUID, id_: str) -> None:
        caller = assessment.machine(of)

        async def there() -> bool:
            return bool((await caller.get(f"/v1/roster-imports/{id_}")).json()["state"] == "finished")

        await eventually(there, "the import to end")

    try:
        first = await ask(district_id)
        await asyncio.wait_for(begun.wait(), 60)
        for other in (new_id(), new_id()):
            await ended(other, await ask(other))
            # Also what clients follow goes on: their lists say so at once.
            since = {"updated_since": "2020-01-01T00:00:00Z"}
            assert len(await items(assessment, other, "/v1/students", **since)) == 12
        assert (await assessment.machine(district_id).get(f"/v1/roster-imports/{first}")).json()["state"] == "running"
        may_end[district_id].set()
        await ended(district_id, first)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await bus.stream.delete_consumer(stream_name("assessment"), durable_name("assessment", "assessment"))
        await bus.close()
