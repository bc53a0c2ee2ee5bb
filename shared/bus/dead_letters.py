"""Dead letters: what could not be handled, in a table a person can count, read, send round again or drop."""

from typing import Any
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from shared import clock
from shared.bus.inbox import Consumers, handle
from shared.db.engine import SYSTEM_ROLE, Database
from shared.events.event import Envelope
from shared.ids import new_id
from shared.logging import log, where
from shared.settings import Settings

BURY = """insert into dead_letters (id, district_id, event_id, type, durable, message, error, attempts, died_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


async def bury(db: Database, durable: str, subject: str, message: bytes, attempts: int, error: Exception) -> None:
    """Keep a message nobody could handle. The error is a class and a place, never a message that may hold data."""
    try:
        envelope: Envelope | None = Envelope.model_validate_json(message)
    except ValidationError:
        envelope = None
    reason = f"{type(error).__name__} at {where(error)}"
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        await connection.execute(
            BURY,
            new_id(),
            envelope.districtid if envelope else None,
            envelope.id if envelope else None,
            subject,
            durable,
            message,
            reason,
            attempts,
            clock.now(),
        )
    log.error("event_dead", durable=durable, event_type=subject, attempts=attempts, error_class=type(error).__name__)


async def due(db: Database) -> list[asyncpg.Record]:
    """Dead letters somebody asked to try again."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return await connection.fetch(
            "select id, message from dead_letters where retry_at <= clock_timestamp() order by id limit 100"
        )


async def retry_due(db: Database, settings: Settings, consumers: Consumers) -> int:
    """Handle the letters asked for; those that work are gone, the others stay with their new error. Returns how many worked."""
    worked = 0
    for letter in await due(db):
        try:
            received = consumers.read(Envelope.model_validate_json(letter["message"]))
            await handle(db, settings, consumers, [received])
        except Exception as error:
            await _system(
                db,
                "update dead_letters set retry_at = null, attempts = attempts + 1, error = $2 where id = $1",
                letter["id"],
                f"{type(error).__name__} at {where(error)}",
            )
        else:
            await _system(db, "delete from dead_letters where id = $1", letter["id"])
            worked += 1
    return worked


async def ask_retry(db: Database, ids: list[UUID] | None) -> int:
    """Ask the worker to try letters again (all of them with None). Returns how many."""
    return await _system(
        db, "update dead_letters set retry_at = clock_timestamp() where $1::uuid[] is null or id = any($1)", ids
    )


async def drop(db: Database, ids: list[UUID]) -> int:
    """Forget letters for good. Returns how many."""
    return await _system(db, "delete from dead_letters where id = any($1)", ids)


async def listed(db: Database) -> list[dict[str, Any]]:
    """Every dead letter, oldest first, without its message."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        rows = await connection.fetch(
            "select id, district_id, event_id, type, durable, error, attempts, died_at, retry_at from dead_letters order by id"
        )
    return [dict(row) for row in rows]


async def _system(db: Database, sql: str, *arguments: Any) -> int:
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return int((await connection.execute(sql, *arguments)).split()[-1])
