"""Refusals written when a student had one at most are refusals of that student still."""

import asyncio
import os
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from alembic import command

from shared.db import schema
from shared.testing.databases import as_superuser

BEFORE, AFTER = "b7d0c2e91f46", "e4a91c7d2b58"


async def run(url: str, query: str, arguments: tuple[Any, ...] = ()) -> list[asyncpg.Record]:
    """Rows of one query."""
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


def test_refusals_of_before_keep_their_students_in_every_district(environment: dict[str, str]) -> None:
    config = schema.alembic_config("assessment")
    config.attributes["url"], superuser = (
        f"{as_superuser(environment[name]).rpartition('/')[0]}/refusals_{os.getpid()}"
        for name in ("ASSESSMENT_OWNER_DATABASE_URL", "ASSESSMENT_DATABASE_URL")
    )
    server = superuser.rpartition("/")[0] + "/postgres"
    asyncio.run(run(server, f"create database refusals_{os.getpid()} owner throughline_owner"))
    try:
        command.upgrade(config, BEFORE)
        refused = dict(zip([(uuid4(), uuid4()) for _ in range(2)], ["null", "now()"], strict=True))
        for row, withdrawn_at in refused.items():
            insert = f"""insert into directory_opt_outs (district_id, id, opted_out_by, received_on, source, withdrawn_at,
              created_at, updated_at, created_by, updated_by)
            values ($1, $2, 'eligible_student', '2026-09-01', 'letter', {withdrawn_at}, now(), now(), 'x', 'x')"""
            asyncio.run(run(superuser, insert, arguments=row))
        command.upgrade(config, AFTER)
        kept = asyncio.run(run(superuser, "select * from directory_opt_outs"))
        found = {(UUID(str(row["district_id"])), UUID(str(row["student_id"]))): row for row in kept}
        assert set(found) == set(refused)
        assert [found[row]["withdrawn_at"] is None for row in refused] == [True, False]
        assert {UUID(str(row["id"])).version for row in kept} == {7}
    finally:
        asyncio.run(run(server, f"drop database refusals_{os.getpid()} with (force)"))
