"""Connections that work is done on: few of them stay warm, and each keeps what it has prepared."""

from contextlib import AsyncExitStack
from uuid import UUID

from sqlalchemy import text

from shared.context.context import Context
from shared.context.work import work_for
from shared.testing.calls import Service

WHO = text("select pg_backend_pid()")
PREPARED = text("select count(*) from pg_prepared_statements where statement like 'select % as asked'")


async def used(ctx: Context) -> int:
    """The connection this work is done on."""
    return int((await ctx.session.execute(WHO)).scalar_one())


async def test_one_piece_of_work_after_another_uses_one_connection(partners: Service, district_id: UUID) -> None:
    db = partners.app.state.db
    async with AsyncExitStack() as stack:
        at_once = [await stack.enter_async_context(work_for(db, partners.settings, district_id)) for _ in range(3)]
        assert len({await used(ctx) for ctx in at_once}) == 3
    one_by_one = set()
    for _ in range(6):
        async with work_for(db, partners.settings, district_id) as ctx:
            one_by_one.add(await used(ctx))
    assert len(one_by_one) == 1


async def test_a_connection_keeps_more_statements_than_a_service_has(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        for number in range(200):
            await ctx.session.execute(text(f"select {number} as asked"))
        assert (await ctx.session.execute(PREPARED)).scalar_one() == 200
