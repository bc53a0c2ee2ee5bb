"""What is swept away by its age: of each table the youngest row that goes, the oldest that stays, and what stays at any age."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.notifications.outlets.stream import repository as stream
from services.partners.access.sign_ins import backchannel_logout
from services.partners.worker import forget_sign_ins
from services.scheduling.work.evidence_files import sweeping
from shared import clock
from shared.auth import ended
from shared.bus import relay
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.keeping.rows import left, put

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


async def ended_access(service: Service) -> None:
    """Access that ended."""
    await ended.purge(service.app.state.db)


async def streamed(service: Service) -> None:
    """Entries of the live stream."""
    await stream.purge(service.app.state.db, service.settings)


async def sessions(service: Service) -> None:
    """Attempts to sign in, sessions and all that is theirs."""
    await backchannel_logout.sweep(service.app.state.db, service.settings)


async def clients(service: Service) -> None:
    """Used assertions and failed attempts of clients."""
    await forget_sign_ins(service.app.state.db, service.settings)


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


def named(row: dict[str, Any], key: str) -> dict[str, Any]:
    """The row, told apart by its key."""
    return {**row, key: new_id() if key in ("id", "event_id", "plan_id") else new_id().hex}


@pytest.mark.parametrize(
    ("case", "name"),
    [(case, name) for case in TABLES for name in case.services],
    ids=lambda value: getattr(value, "table", value),
)
async def test_what_is_old_enough_goes_and_what_must_stay_stays(
    service_of: Callable[[str], Service], case: Kept, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_of(name)
    # In every district alike: each row is of another.
    rows = [(named(row, case.key), stays) for row, stays in case.rows()]
    for row, _ in rows:
        await put(service, case.table, **row)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    await case.purge(service)
    assert await left(service, case.table, case.key, [row[case.key] for row, _ in rows]) == {
        row[case.key] for row, stays in rows if stays
    }


@pytest.mark.parametrize("table", ["authorization_codes", "refresh_tokens", "logout_notices"])
async def test_what_is_a_sessions_goes_with_it_and_not_before(
    partners: Service, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    district, neighbour, young, old = (new_id() for _ in range(4))
    await put(partners, "sign_in_sessions", district_id=district, id=young, expires_at=NOW - 30 * DAY)
    await put(partners, "sign_in_sessions", district_id=district, id=old, expires_at=NOW - 30 * DAY - SECOND)
    mine, over, another = (new_id() for _ in range(3))
    # Codes and tokens are long past themselves, yet whose session stays, stays.
    past = {"authorization_codes": {"expires_at": OLD, "used_at": OLD}, "refresh_tokens": {"used_at": OLD}}.get(
        table, {}
    )
    for row_id, owner, session in ((mine, district, young), (over, district, old), (another, neighbour, old)):
        await put(partners, table, **past, id=row_id, district_id=owner, session_id=session)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    await sessions(partners)
    assert await left(partners, table, "id", [mine, over, another]) == {mine, another}


@pytest.mark.parametrize("name", SERVICES)
async def test_ended_access_is_known_as_long_as_a_token_it_is_meant_for_may_live(
    service_of: Callable[[str], Service], name: str
) -> None:
    # By the database's clock, as those who read the news go by it.
    service, now = service_of(name), datetime.now(UTC)
    stays, goes = new_id().hex, new_id().hex
    await put(service, "ended_access", holder_id=stays, ended_at=OLD, noted_at=now - HOUR + timedelta(minutes=1))
    await put(service, "ended_access", holder_id=goes, ended_at=now, noted_at=now - HOUR - SECOND)
    await ended_access(service)
    assert await left(service, "ended_access", "holder_id", [stays, goes]) == {stays}


@pytest.mark.parametrize(("place", "kept"), [("incoming", timedelta(days=1)), ("removed", timedelta(days=30))])
async def test_bytes_lie_by_for_their_time(
    scheduling: Service, place: str, kept: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(scheduling.settings.files_dir or "") / place
    folder.mkdir(parents=True, exist_ok=True)
    stays, goes = folder / new_id().hex, folder / new_id().hex
    for path, at in ((stays, NOW - kept), (goes, NOW - kept - SECOND)):
        path.write_bytes(b"x")
        os.utime(path, (at.timestamp(), at.timestamp()))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    await sweeping.sweep(scheduling.app.state.db, scheduling.settings)
    assert (stays.exists(), goes.exists()) == (True, False)
    stays.unlink()
