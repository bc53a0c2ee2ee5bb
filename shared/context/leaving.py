"""What a piece of work leaves beside its rows: its events and its audit, in one statement before the commit."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from shared.audit.trail import Entry, as_json
from shared.db.session import call

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
