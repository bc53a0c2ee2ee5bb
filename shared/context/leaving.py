"""What a piece of work leaves beside its rows: its events and its audit, in one statement before the commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from shared import telemetry
from shared.audit.trail import Entry, as_json
from shared.db.session import call
from shared.events.event import Event
from shared.ids import new_id

#: What an outbox row of a piece of work holds beside its district, with the type it is read as.
FACTS = """id uuid, type text, subject text, data json, actor text, correlation_id text, causation_id uuid, traceparent text,
    occurred_at timestamptz"""
NAMES = ", ".join(fact.split()[0] for fact in FACTS.split(","))

LEAVE = f"""
with emitted as (
  insert into outbox (district_id, {NAMES}) select $1, {NAMES} from json_to_recordset($2::text::json) as e ({FACTS}))
select record_audit_entries($1, $3::text::jsonb), case when $4::boolean then pg_notify('outbox', '') end"""  # noqa: S608


class Mark(NamedTuple):
    """How far a piece of work had come: its events, its named acts, and what was left for last, by who does it."""

    events: int
    acts: int
    last: dict[Any, int]


class Work(Protocol):
    """A piece of work: who does it, when, and what caused it."""

    actor: str
    correlation_id: str
    causation_id: UUID | None

    @property
    def now(self) -> datetime: ...  # noqa: D102


def row_of(event: Event, work: Work) -> dict[str, Any]:
    """The outbox row of a fact."""
    return {
        "id": new_id(),
        "type": event.type,
        "subject": event.subject(),
        "data": orjson.Fragment(event.model_dump_json()),
        "actor": work.actor,
        "correlation_id": work.correlation_id,
        "causation_id": work.causation_id,
        "traceparent": telemetry.traceparent(),
        "occurred_at": work.now,
    }


async def leave(
    session: AsyncSession,
    district_id: UUID,
    events: Iterable[Mapping[str, Any]],
    entries: Iterable[Entry],
    *,
    wake: bool,
) -> None:
    """Write outbox rows and audit entries in the session's transaction; with `wake` the relay hears of it at the commit."""
    emitted = orjson.dumps(list(events), default=str).decode()
    await call(session, LEAVE, district_id, emitted, as_json(entries), wake)
