"""A syncing client is led past no change that is still being written, and waits for no other district's."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from services.partners.directory.schools.tables import SchoolRow
from shared.context.work import work_for
from shared.db import engine, horizon
from shared.ids import new_id
from shared.testing.calls import Service

#: Where a lock's numbers begin anew, and where their sign turns.
NUMBERS = [datetime.fromtimestamp(half * horizon.BITS / 2 / 1000, UTC) for half in (800, 801)]
FAR = datetime(2099, 12, 31, 12, tzinfo=UTC)
NOW = text("select cast(:now as timestamptz) as at, cast(:other as timestamptz) as other")
SINCE = {"updated_since": "2020-01-01T00:00:00Z"}


def school(code: str) -> SchoolRow:
    return SchoolRow(id=new_id(), name=code, local_code=code, grades=[], tags=[])


async def synced(caller: httpx.AsyncClient, **further: str) -> list[str]:
    """Codes of the schools a client hears of."""
    reply = await caller.get("/v1/schools", params={**SINCE, **further})
    assert reply.status_code == 200, reply.text
    return [one["local_code"] for one in reply.json()["items"]]


async def begin(ctx: Any) -> None:
    """Have the work's transaction begin."""
    await ctx.ask(text("select 1"), {})


@pytest.mark.parametrize("most", [engine.MOST_PAGES, 0], ids=["a page with a plan of its own", "one without"])
async def test_what_is_being_written_bounds_its_district_and_no_other(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(engine, "MOST_PAGES", most)
    other = new_id()
    db, settings = partners.app.state.db, partners.settings
    ours, theirs = partners.machine(district_id), partners.machine(other)
    async with work_for(db, settings, district_id) as slow:
        await begin(slow)
        for caller in (ours, theirs):
            await caller.post("/v1/schools", json={"name": "x", "local_code": "second"})
        slow.add(school("first"))
        await slow.session.flush()
        assert await synced(ours) == [], "the first, which is older, would come after the second had been told"
        assert len((await ours.get("/v1/schools")).json()["items"]) == 1
        assert await synced(theirs) == ["second"]
    assert sorted(await synced(ours)) == ["first", "second"]


@pytest.mark.parametrize("apart", [timedelta(days=-20), timedelta(seconds=-2), timedelta(0), timedelta(seconds=2)])
@pytest.mark.parametrize("at", [NUMBERS[0], *(number + timedelta(seconds=1) for number in NUMBERS), FAR])
async def test_a_moment_is_held_to_the_millisecond_whatever_the_year(
    partners: Service, district_id: UUID, at: datetime, apart: timedelta
) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        ctx.now = at + apart
        await begin(ctx)
        async with work_for(partners.app.state.db, partners.settings, district_id) as reader:
            await reader.ask(text(horizon.FIND), {})
            bound = text(f"select {horizon.HORIZON.format(read_at='cast(:read_at as timestamptz)')} as at")
            (found,) = await reader.ask(bound, {"read_at": at})
    held = at + min(apart, timedelta(0))
    assert timedelta(0) <= held - found["at"] < timedelta(milliseconds=1)


async def test_what_the_same_caller_has_just_written_is_there_while_others_go_on(
    partners: Service, district_id: UUID
) -> None:
    caller = partners.machine(district_id)
    await caller.post("/v1/schools", json={"name": "x", "local_code": "before"})
    await asyncio.sleep(0.002)
    async with work_for(partners.app.state.db, partners.settings, district_id) as other:
        await begin(other)
        assert await synced(caller) == ["before"]


async def test_work_that_waited_for_its_turn_writes_nothing_behind_a_client_that_went_on(
    partners: Service, district_id: UUID
) -> None:
    caller = partners.machine(district_id)
    async with work_for(partners.app.state.db, partners.settings, district_id) as waiting:
        # It knows its moment and has no connection yet, as when all are taken.
        asked_at = waiting.now
        await caller.post("/v1/schools", json={"name": "x", "local_code": "quick"})
        assert await synced(caller) == ["quick"]
        cursor = (await caller.get("/v1/schools", params={**SINCE, "limit": "1"})).json()
        last = cursor["items"][-1]["updated_at"]
        waiting.add(school("waited"))
        await waiting.session.flush()
        assert waiting.now > asked_at
    assert await synced(caller, updated_since=last) == ["quick", "waited"]


async def test_a_second_transaction_of_the_same_work_has_a_moment_of_its_own(
    partners: Service, district_id: UUID
) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        await begin(ctx)
        first = ctx.now
        await ctx.session.commit()
        await begin(ctx)
        assert ctx.now > first


async def test_a_statement_that_begins_the_work_writes_the_moment_it_began(
    partners: Service, district_id: UUID
) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        before = ctx.now
        (row,) = await ctx.ask(NOW, {"now": ctx.now, "other": before.replace(year=2020)})
        assert row["at"] == ctx.now > before
        assert row["other"] == before.replace(year=2020)


async def test_a_moment_that_was_set_stays(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        moment = ctx.now.replace(year=2020)
        ctx.now = moment
        await begin(ctx)
        assert ctx.now == moment


async def test_what_came_after_the_question_is_the_next_pages(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        later = ctx.now.replace(year=ctx.now.year + 1)
        ctx.now = later
        ctx.add(school("later"))
    assert await synced(caller) == []
    assert len((await caller.get("/v1/schools")).json()["items"]) == 1
