"""An audit nobody chains is seen by the operator."""

from uuid import UUID

import asyncpg

from shared import telemetry
from shared.audit import chain, recording
from shared.events import outbox
from shared.testing.calls import Service


async def test_an_entry_that_waits_for_its_place_is_measured(partners: Service, district_id: UUID) -> None:
    db = partners.app.state.db
    await chain.seal(db)
    await recording.record(db, district_id, "tried", actor="operator")
    connection = await asyncpg.connect(outbox._dsn(partners.settings))
    try:
        await outbox._measure(connection)
        assert telemetry.UNSEALED_OLDEST._value.get() > 0
        await chain.seal(db)
        await outbox._measure(connection)
        assert telemetry.UNSEALED_OLDEST._value.get() == 0
    finally:
        await connection.close()
