"""Every table with a row to purge and one to keep."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from services.assessment.privacy.disclosures.tables import ReaderDayRow
from services.notifications.outlets.stream import repository as stream
from services.partners.access.sign_ins import backchannel_logout
from services.partners.privacy.disclosures.tables import OwnReaderDayRow
from services.partners.worker import forget_sign_ins
from shared import mass_readings
from shared.bus import relay
from shared.testing.calls import Service
from shared.testing.servers import SERVICES

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
OLD = NOW - 400 * DAY
Purge = Callable[[Service], Awaitable[None]]
#: What a row has in some columns, and whether it stays.
Row = tuple[dict[str, Any], bool]


async def kernel(service: Service) -> None:
    """Events, handled ids and idempotency keys."""
    connection = await asyncpg.connect(service.app.state.db.url)
    try:
        await relay.purge(connection, service.settings)
    finally:
        await connection.close()


async def streamed(service: Service) -> None:
    """Entries of the live stream."""
    await stream.purge(service.app.state.db, service.settings)


async def sessions(service: Service) -> None:
    """Attempts to sign in, sessions and all that is theirs."""
    await backchannel_logout.sweep(service.app.state.db, service.settings)


async def clients(service: Service) -> None:
    """Used assertions and failed attempts of clients."""
    await forget_sign_ins(service.app.state.db, service.settings)


async def readers(service: Service) -> None:
    """Who read how many students' records on a day."""
    days = {"assessment": ReaderDayRow, "partners": OwnReaderDayRow}[service.name]
    await mass_readings.measure(service.app.state.db, service.settings, days)


@dataclass(frozen=True)
class Kept:
    """A table that is swept: whether a row stays from a moment on, and what stays or goes whatever its age."""

    purge: Purge
    table: str
    key: str
    column: str
    since: datetime
    #: Columns of the rows at the boundary.
    like: dict[str, Any]
    #: Rows beside them.
    besides: tuple[Row, ...] = ()
    services: tuple[str, ...] = ("partners",)

    def rows(self) -> list[Row]:
        """Every row of the case: one that is just young enough, one a second too old, and those beside them."""
        young, old = {**self.like, self.column: self.since}, {**self.like, self.column: self.since - SECOND}
        return [(young, True), (old, False), *self.besides]


TABLES = [
    Kept(
        kernel,
        "outbox",
        "id",
        "occurred_at",
        NOW - 30 * DAY,
        like={"sent_at": NOW - DAY},
        # What was never sent is the only truth about what happened: it stays however long the broker is away.
        besides=(
            ({"occurred_at": OLD}, True),
            ({"occurred_at": OLD, "parked_at": OLD, "attempts": 5}, True),
            ({"occurred_at": OLD, "sent_at": OLD}, False),
        ),
        services=SERVICES,
    ),
    # An id outlives by a month the event it guards against.
    Kept(kernel, "inbox", "event_id", "handled_at", NOW - 60 * DAY, {}, services=SERVICES),
    Kept(kernel, "idempotency_keys", "key", "created_at", NOW - 24 * HOUR, {}, services=SERVICES),
    Kept(streamed, "stream_entries", "plan_id", "made_at", NOW - DAY, {}, services=("notifications",)),
    Kept(readers, "reader_days", "reader", "read_at", NOW - 2 * DAY, {}, services=("assessment",)),
    Kept(readers, "own_reader_days", "reader", "read_at", NOW - 2 * DAY, {}),
    Kept(clients, "used_assertions", "jti", "expires_at", NOW, {}),
    Kept(
        clients,
        "failed_sign_ins",
        "key",
        "last_at",
        NOW - DAY,
        {},
        besides=(
            ({"last_at": NOW - DAY - SECOND, "known_at": NOW - DAY - SECOND}, False),
            ({"last_at": NOW - DAY, "known_at": OLD}, True),
        ),
    ),
    Kept(
        sessions,
        "sign_in_attempts",
        "id",
        "expires_at",
        NOW - HOUR,
        {},
        besides=(
            ({"expires_at": NOW - HOUR - SECOND, "used_at": OLD}, False),
            ({"expires_at": NOW - HOUR, "used_at": OLD}, True),
        ),
    ),
    Kept(sessions, "logout_tokens_seen", "jti_hash", "expires_at", NOW, {}),
    Kept(sessions, "sign_in_refusals", "id", "occurred_at", NOW - 30 * DAY, {}),
    Kept(
        sessions,
        "sign_in_sessions",
        "id",
        "expires_at",
        NOW - 30 * DAY,
        {},
        # Ended long ago is not over: a copied token is still known as one.
        besides=(({"expires_at": NOW - 30 * DAY, "ended_at": OLD, "idle_until": OLD}, True),),
    ),
]
