"""No statement holds a connection for ever."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.db.engine import Database
from shared.error_mapping import as_refusal
from shared.errors import TookTooLong
from shared.testing.calls import Service


async def test_a_statement_that_runs_too_long_is_ended_and_refused_by_name(partners: Service) -> None:
    db = Database(partners.app.state.db.url, pool_size=1, statement_seconds=0.5)
    try:
        async with db.engine.connect() as connection:
            with pytest.raises(DBAPIError) as written:
                await connection.execute(text("select pg_sleep(60)"))
        with pytest.raises(asyncpg.QueryCanceledError) as read:
            async with db.reading() as reader:
                await reader.fetchval("select pg_sleep(60)")
    finally:
        await db.close()
    for ended in (written, read):
        refusal = as_refusal(ended.value)
        assert isinstance(refusal, TookTooLong)
        assert (refusal.status, refusal.code) == (503, "took_too_long")


async def test_a_service_ends_what_its_setting_says(partners: Service) -> None:
    db, settings = partners.app.state.db, partners.app.state.settings
    async with db.engine.connect() as connection:
        written = await connection.scalar(text("show statement_timeout"))
        idle = await connection.scalar(text("show idle_in_transaction_session_timeout"))
    assert settings.statement_seconds == 60
    async with db.reading() as reader:
        read = await reader.fetchval("show statement_timeout")
    assert (written, read, idle) == ("1min", "1min", "15min")
