"""What a small write asks of PostgreSQL: so many statements, and no more. Whoever needs one more changes the number here."""

import asyncio
from contextlib import AsyncExitStack
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from shared.context.work import work_for
from shared.db.session import call, read_item
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.databases import PATIENCE
from tests.scheduling.factories import District, activity
from tests.shared.round_trips import statements

OF_DISTRICT = "select current_setting('app.district_id', true)"
SCHOOL = {"name": "Oak", "local_code": "0101"}


async def test_a_write_begins_with_its_district_and_ends_with_its_events(partners: Service, district_id: UUID) -> None:
    machine = partners.machine(district_id)
    # A connection that is new asks things of its own.
    await machine.post("/v1/schools", json={**SCHOOL, "local_code": "0100"})
    with statements(partners.app.state.db) as sent:
        reply = await machine.post("/v1/schools", json=SCHOOL)
    assert reply.status_code == 201, reply.text
    assert len(sent) == 4, sent
    begun, row, left, ended = sent
    assert begun.startswith("begin; select ")
    assert f"set_config('app.district_id', '{district_id}', true)" in begun
    assert row.startswith("insert into schools")
    assert "insert into outbox" in left
    assert "record_audit_entries" in left
    assert ended == "COMMIT;"


@pytest.mark.parametrize(
    ("method", "headers", "most"),
    [
        pytest.param("POST", {"Idempotency-Key": "k"}, 6, id="with a key: its claim and its reply"),
        pytest.param("PATCH", {"If-Match": '"1"'}, 5, id="a change: the row as it was"),
    ],
)
async def test_a_write_sends_no_more_than_it_needs(
    partners: Service, district_id: UUID, method: str, headers: dict[str, str], most: int
) -> None:
    machine = partners.machine(district_id)
    made = (await machine.post("/v1/schools", json=SCHOOL)).json()
    path = f"/v1/schools/{made['id']}" if method == "PATCH" else "/v1/schools"
    with statements(partners.app.state.db) as sent:
        reply = await machine.request(method, path, json={"name": "Elm", "local_code": "0102"}, headers=headers)
    assert reply.is_success, reply.text
    assert len(sent) <= most, sent


async def test_a_transaction_has_the_district_of_its_own_work(partners: Service) -> None:
    db = partners.app.state.db
    for district_id in (new_id(), new_id()):
        async with work_for(db, partners.settings, district_id) as ctx:
            assert await call(ctx.session, OF_DISTRICT) == (str(district_id),)
            await ctx.session.commit()
            assert await ctx.session.scalar(text(OF_DISTRICT)) == str(district_id)


async def test_a_connection_taken_for_a_district_and_never_used_is_no_ones(partners: Service) -> None:
    db = partners.app.state.db
    async with work_for(db, partners.settings, new_id()) as ctx:
        connection = await ctx.session.connection()
        writer = (await connection.get_raw_connection()).driver_connection
    async with AsyncExitStack() as held:
        # The pool gives the one out that rested longest: all of them are taken until it comes.
        later = await held.enter_async_context(db.engine.connect())
        while (await later.get_raw_connection()).driver_connection is not writer:
            later = await held.enter_async_context(db.engine.connect())
        assert not await later.scalar(text(OF_DISTRICT))


async def test_an_event_wakes_the_relay_at_the_commit(partners: Service, district_id: UUID) -> None:
    woken = asyncio.Event()
    connection = await asyncpg.connect(partners.app.state.db.url)
    await connection.add_listener("outbox", lambda *_: woken.set())
    reply = await partners.machine(district_id).post("/v1/schools", json=SCHOOL)
    assert reply.status_code == 201, reply.text
    async with asyncio.timeout(PATIENCE):
        await woken.wait()
    await connection.close()


async def test_completing_a_task_sends_no_more_than_it_needs(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    with statements(scheduling.app.state.db) as sent:
        reply = await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert reply.json()["version"] == task["version"] + 1
    # One of them: whom the caller acts for today.
    assert len(sent) <= 8, sent


async def test_a_long_statement_is_planned_once_for_its_connection(partners: Service, district_id: UUID) -> None:
    # Longer than what the driver keeps unless it is told to keep all.
    told = f"($1)[1] /* {'a reply with all that it says ' * 1_000} */, '7'"
    kept = "select generic_plans, custom_plans from pg_prepared_statements where statement like '%all that it says%'"
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        for said in ("one", "two", "three"):
            assert await read_item(ctx.session, f"select {told}", [said]) == (said, "7")
        rows = (await ctx.session.execute(text(kept + " and statement not like '%pg_prepared%'"))).all()
    assert [tuple(row) for row in rows] == [(3, 0)]
