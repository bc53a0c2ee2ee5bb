"""Administrations of before belong to the school year they were of, and are about their schools."""

import asyncio
import os
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from alembic import command

from shared.db import schema
from shared.testing.databases import as_superuser

BEFORE, AFTER = "6e3a9b02d7f4", "9d51f0b7c3a8"


async def run(url: str, query: str, arguments: tuple[Any, ...] = ()) -> list[asyncpg.Record]:
    """Rows of one query."""
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


INSTRUMENT = """insert into instruments (district_id, id, state, code, edition, title, description, licence, scales, subscales,
  created_at, updated_at, created_by, updated_by)
values ($1, $2, 'published', 'check', '1', 'T', '', 'CC0', '[]', '[]', now(), now(), 'x', 'x')"""
ADMINISTRATION = """insert into administrations (district_id, id, instrument_id, school_id, "window", state, answers, scored_on,
  created_at, updated_at, created_by, updated_by)
values ($1, $2, $3, $4, $5, $6, '{}', $7, $8::date + interval '12 hours', now(), 'x', 'x')"""
#: The window, the state, the day it was scored on, the day it was opened on, the school year it is of.
OLD = (
    ("fall", "scored", date(2026, 11, 3), date(2026, 9, 1), "2026-27"),
    ("winter", "open", None, date(2026, 6, 30), "2025-26"),
    ("spring", "withdrawn", None, date(2026, 7, 1), "2026-27"),
    ("spring", "scored", date(2100, 6, 30), date(2100, 6, 1), "2099-00"),
)


def test_administrations_of_before_keep_their_school_and_get_a_year(environment: dict[str, str]) -> None:
    config = schema.alembic_config("assessment")
    config.attributes["url"], superuser = (
        f"{as_superuser(environment[name]).rpartition('/')[0]}/administrations_{os.getpid()}"
        for name in ("ASSESSMENT_OWNER_DATABASE_URL", "ASSESSMENT_DATABASE_URL")
    )
    server = superuser.rpartition("/")[0] + "/postgres"
    asyncio.run(run(server, f"create database administrations_{os.getpid()} owner throughline_owner"))
    try:
        command.upgrade(config, BEFORE)
        expected = {}
        for district_id in (uuid4(), uuid4()):
            instrument_id, school_id = uuid4(), uuid4()
            asyncio.run(run(superuser, INSTRUMENT, (district_id, instrument_id)))
            for window, state, scored_on, opened_on, year in OLD:
                key = district_id, uuid4()
                of_one = (*key, instrument_id, school_id, window, state, scored_on, opened_on)
                asyncio.run(run(superuser, ADMINISTRATION, of_one))
                expected[key] = ("school", school_id, school_id, year, 1, scored_on, 0)
        command.upgrade(config, AFTER)
        rows = asyncio.run(run(superuser, "select * from administrations"))
        names = ("subject_kind", "subject_id", "school_id", "school_year", "sequence", "held_on", "corrections")
        found = {
            (UUID(str(row["district_id"])), UUID(str(row["id"]))): tuple(row[name] for name in names) for row in rows
        }
        assert found == expected
        kinds = asyncio.run(run(superuser, "select subject_kinds, repeatable from instruments"))
        assert {(*row["subject_kinds"], row["repeatable"]) for row in kinds} == {("school", False)}
    finally:
        asyncio.run(run(server, f"drop database administrations_{os.getpid()} with (force)"))
