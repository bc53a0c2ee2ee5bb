"""What followed from a step, read from the inboxes: which service handled which events, and when the last one was."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from uuid import UUID

import asyncpg

from deploy.local.stack import Stack
from shared.testing.databases import eventually
from shared.testing.processes import PATIENCE
from shared.testing.servers import SERVICES


@dataclass
class Effects:
    """Events handled since a moment, by service and type."""

    handled: dict[str, Counter[str]] = field(default_factory=dict)
    mails: int = 0
    last_at: datetime | None = None

    def seconds_after(self, moment: datetime) -> float:
        """From a moment (a commit) to the last effect."""
        return max(0.0, (self.last_at - moment).total_seconds()) if self.last_at else 0.0


def consumed_types(service: str) -> list[str]:
    """The event types a service handles."""
    return sorted(import_module(f"services.{service}.consumers").consumers.handlers)


async def settle(stack: Stack, since: datetime) -> Effects:
    """Wait until every event of every outbox is in the inbox of all who handle its type; then tell what happened."""
    databases = {}
    try:
        for service in SERVICES:
            assert stack.postgres is not None
            databases[service] = await asyncpg.connect(stack.postgres.url(f"throughline_{service}", "postgres"))

        async def is_quiet() -> bool:
            stack.look()
            return await _is_quiet(databases)

        await eventually(is_quiet, "every event's handling", PATIENCE)
        return await _handled(databases, since)
    finally:
        for connection in databases.values():
            await connection.close()


async def _is_quiet(databases: dict[str, "asyncpg.Connection[asyncpg.Record]"]) -> bool:
    # What a handler said after its outbox was read is found by reading again: until then it is not quiet.
    stated = await _stated(databases)
    return stated is not None and await _is_handled(databases, stated) and stated == await _stated(databases)


async def _stated(databases: dict[str, "asyncpg.Connection[asyncpg.Record]"]) -> dict[UUID, str] | None:
    """Every event of every outbox with its type; None while one is still to be sent."""
    for database in databases.values():
        if await database.fetchval("select exists (select from outbox where parked_at is null and sent_at is null)"):
            return None
    stated: dict[UUID, str] = {}
    for database in databases.values():
        rows = await database.fetch("select id, type, sent_at from outbox where parked_at is null")
        if any(row["sent_at"] is None for row in rows):
            return None
        stated |= {row["id"]: row["type"] for row in rows}
    return stated


async def _is_handled(databases: dict[str, "asyncpg.Connection[asyncpg.Record]"], stated: dict[UUID, str]) -> bool:
    for service, database in databases.items():
        types = set(consumed_types(service))
        expected = {id_ for id_, type_ in stated.items() if type_ in types}
        if expected and await database.fetchval(
            "select count(*) from inbox where event_id = any($1)", list(expected)
        ) < len(expected):
            return False
    return await _mail_is_sent(databases["notifications"])


async def _mail_is_sent(database: "asyncpg.Connection[asyncpg.Record]") -> bool:
    waiting = """select count(*) from deliveries
        where channel = 'email' and (state = 'sending' or (state = 'due' and attempts = 0))"""
    return bool(await database.fetchval(waiting) == 0)


async def _handled(databases: dict[str, "asyncpg.Connection[asyncpg.Record]"], since: datetime) -> Effects:
    effects = Effects()
    for service, database in databases.items():
        rows = await database.fetch(
            "select type, count(*) as events, max(handled_at) as last_at from inbox where handled_at >= $1 group by type",
            since,
        )
        effects.handled[service] = Counter({row["type"]: row["events"] for row in rows})
        for row in rows:
            effects.last_at = max(effects.last_at or row["last_at"], row["last_at"])
    sent = await databases["notifications"].fetchrow(
        """select count(*) as mails, max(updated_at) as last_at from deliveries
        where channel = 'email' and state = 'delivered' and updated_at >= $1""",
        since,
    )
    if sent and sent["mails"]:
        effects.mails, effects.last_at = sent["mails"], max(effects.last_at or sent["last_at"], sent["last_at"])
    return effects
