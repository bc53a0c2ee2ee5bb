"""What is swept away by its age: of each table the youngest row that goes, the oldest that stays, and what stays at any age."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.scheduling.work.evidence_files import sweeping
from shared import clock
from shared.auth import ended
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.keeping.rows import left, put
from tests.keeping.tables import (
    DAY,
    HOUR,
    NOW,
    OLD,
    SECOND,
    TABLES,
    Kept,
    sessions,
)


async def ended_access(service: Service) -> None:
    """Access that ended."""
    await ended.purge(service.app.state.db)


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
