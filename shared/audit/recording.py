"""Writing entries where there is no context: OAuth endpoints, the command line, a refusal after its rollback."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from starlette.types import Scope

from shared import clock
from shared.audit.tables import Outcome
from shared.audit.trail import Entry, Trail, as_json, named, sent
from shared.db.engine import Database
from shared.errors import Refusal
from shared.ids import new_id
from shared.logging import log, where
from shared.principal import Principal

RECORD = "select record_audit_entries($1, $2::text::jsonb)"
#: Refusals of one operation written for one caller by one process in a minute. What is beyond is counted in the next one's
#: reason, and every tenth, hundredth, … is written too: a flood that ends must not end unseen.
REFUSALS_A_MINUTE = 60
MILESTONES = frozenset(10**power for power in range(1, 10))
CALLERS_REMEMBERED = 10_000
SECONDS_TO_WRITE = 2.0


async def write(db: Database, district_id: UUID, entries: Iterable[Entry]) -> None:
    """Write entries of a district in a transaction of their own: one round trip."""
    async with db.reading() as connection:
        await connection.execute(RECORD, district_id, as_json(entries))


async def record(
    db: Database,
    district_id: UUID,
    action: str,
    *,
    actor: str,
    outcome: Outcome = Outcome.DONE,
    rows: Mapping[str, Any] | None = None,
    reason: Iterable[str] = (),
    client_id: UUID | None = None,
    session_id: UUID | None = None,
    correlation_id: str | None = None,
) -> None:
    """A named act, committed at once. `actor` is `person:<id>`, `client:<id>`, `service:<name>` or `operator`.

    `rows` names what it was about: `{"client_id": id}`. Ids and codes only, never a name or what somebody typed.
    """
    entry = Entry(
        actor=actor,
        action=action,
        occurred_at=clock.now(),
        correlation_id=correlation_id or str(new_id()),
        outcome=outcome,
        rows=named(rows or {}),
        reason=list(reason),
        client_id=client_id,
        session_id=session_id,
    )
    await write(db, district_id, [entry])


class Refusals:
    """Writes down who was refused, without ever failing the request or letting a flood fill the table."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.seconds: Callable[[], float] = time.monotonic
        #: By caller and operation: when this minute began, how many were written in it, how many were not since the last one.
        self._seen: OrderedDict[str, tuple[float, int, int]] = OrderedDict()
        self._later: set[asyncio.Task[None]] = set()

    async def note(self, http: Scope, refusal: Refusal) -> None:
        """Write one refusal, if somebody known was refused for what they are."""
        principal: Principal | None = http.get("principal")
        if refusal.status != 403 or principal is None:
            return
        action = getattr(http.get("route"), "name", "unknown")
        trail = Trail(principal, clock.now(), http["correlation_id"])
        trail.action = action
        trail.path = sent(http["route"], http["path_params"]) if http.get("path_params") else {}
        entry = trail.of_request([refusal.code, refusal.diagnosis or refusal.detail], Outcome.REFUSED)
        await self._write(principal.district_id, entry)

    def note_later(self, district_id: UUID, entry: Entry) -> None:
        """Write one refusal while the reply leaves: how long a reply takes must not tell who is known here."""
        writing = asyncio.create_task(self._write(district_id, entry))
        self._later.add(writing)
        writing.add_done_callback(self._later.discard)

    async def settle(self) -> None:
        """Wait for what is being written."""
        await asyncio.gather(*self._later)

    async def _write(self, district_id: UUID, entry: Entry) -> None:
        left_out = self._admit(f"{district_id} {entry.actor} {entry.action}")
        if left_out is None:
            return
        if left_out:
            entry.reason.append(f"{left_out} refusals before it not written")
        try:
            async with asyncio.timeout(SECONDS_TO_WRITE):
                await write(self.db, district_id, [entry])
        except Exception as error:
            log.error("refusal_not_audited", error_class=type(error).__name__, where=where(error))

    def _admit(self, caller: str) -> int | None:
        """How many were left out before this one; None when this one is left out too."""
        now = self.seconds()
        began, written, left_out = self._seen.pop(caller, (now, 0, 0))
        if now - began >= 60:
            began, written = now, 0
        is_written = written < REFUSALS_A_MINUTE
        self._seen[caller] = (began, written + 1, 0) if is_written else (began, written, left_out + 1)
        if len(self._seen) > CALLERS_REMEMBERED:
            self._seen.popitem(last=False)
        return left_out if is_written or left_out + 1 in MILESTONES else None
