"""Turns: what only one does at a time, by PostgreSQL's advisory locks. Every key is made here, so that no two are the same."""

from enum import IntEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Turn(IntEnum):
    """What one process of a service does for all districts, by the number its lock has in `pg_locks`."""

    RELAY = 7_201_001
    MIGRATION = 7_201_002
    SEAL = 7_201_003
    KEYS = 7_201_004
    FOLD = 7_201_006


#: Whoever comes second waits, for a `Turn` or (WAIT_HERE) for something of one district; or (TRY, past the ORM) is told no.
WAIT = text("select pg_advisory_xact_lock(:turn)")
WAIT_HERE = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
#: The same until the connection ends, over several transactions.
WAIT_TO_THE_END = text("select pg_advisory_lock(:turn)")
#: The same for several things, in their order, past the ORM: of two that want some of the same one waits for the other.
WAIT_FOR_EACH = """select pg_advisory_xact_lock(hashtextextended(wanted.key, 0))
from (select distinct key from unnest($1::text[]) key order by key) wanted"""
TRY = "select pg_try_advisory_xact_lock($1)"


class Work(Protocol):
    """A piece of work for a district."""

    district_id: UUID

    @property
    def session(self) -> AsyncSession: ...  # noqa: D102


def key(district_id: UUID, what: str, *of: object) -> str:
    """The key of something of a district: "feeds", or "feeds" of one person."""
    return " ".join([what, str(district_id), *map(str, of)])


async def one_at_a_time(ctx: Work, what: str, *of: object) -> None:
    """Wait until nobody else of the district does this (for `of`, where each has a turn of its own), and hold it to the end."""
    await ctx.session.execute(WAIT_HERE, {"key": key(ctx.district_id, what, *of)})
