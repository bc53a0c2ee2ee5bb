"""An audit nobody chains, and events nobody sends, are seen by the operator."""

from uuid import UUID

import asyncpg

from shared import telemetry
from shared.audit import chain, recording
from shared.bus import relay
from shared.testing.calls import Service


async def test_an_entry_that_waits_for_its_place_is_measured(partners: Service, district_id: UUID) -> None:
    db = partners.app.state.db
    await chain.seal(db)
    await recording.record(db, district_id, "tried", actor="operator")
    connection = await asyncpg.connect(relay._dsn(partners.settings))
    try:
        await relay._measure(connection)
        assert telemetry.UNSEALED_OLDEST._value.get() > 0
        await chain.seal(db)
        await relay._measure(connection)
        assert telemetry.UNSEALED_OLDEST._value.get() == 0
    finally:
        await connection.close()


async def test_of_the_events_that_wait_the_oldest_says_how_long(partners: Service, district_id: UUID) -> None:
    for code in ("1", "2"):
        await partners.machine(district_id).post("/v1/schools", json={"name": "Oak", "local_code": code})
    await partners.sql(
        """update outbox set occurred_at = now() - interval '100 days'
        where seq = (select min(seq) from outbox where district_id = $1)""",
        district_id,
    )
    connection = await asyncpg.connect(relay._dsn(partners.settings))
    try:
        await relay._measure(connection)
        assert telemetry.OUTBOX_OLDEST._value.get() >= 100 * 86_400
        assert (await relay.status(connection))["oldest_seconds"] >= 100 * 86_400
    finally:
        await partners.sql("delete from outbox where district_id = $1", district_id)
        await connection.close()
