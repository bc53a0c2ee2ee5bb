"""What small writes leave behind, written by hand: a bare transaction for each kind."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.ids import new_id
from tests.benchmarks.world import Connection

SET_DISTRICT = "select set_config('app.district_id', $1, true)"
ACTOR = "client:00000000-0000-0000-0000-000000000001"
BODY = json.dumps({"id": str(UUID(int=1)), "name": "Oak", "local_code": "0101", "grades": [], "tags": [], "version": 1})

CLAIM_KEY = """insert into idempotency_keys (district_id, caller, key, fingerprint, created_at)
values ($1, $2, $3, $3, $4)"""
KEEP_REPLY = """update idempotency_keys set status = 201, headers = '{"etag": "1"}', body = $4
where district_id = $1 and caller = $2 and key = $3"""
ADD_SCHOOL = """insert into schools (district_id, id, name, local_code, grades, tags, created_at, updated_at, created_by,
  updated_by, version) values ($1, $2, 'Oak', $3, '{}', '{}', $4, $4, $5, $5, 1)"""
RENAME_SCHOOL = """update schools set name = 'Elm', updated_at = $3, updated_by = $4, version = 2
where district_id = $1 and id = $2 and version = 1"""
COMPLETE = """update tasks set state = 'done', done_at = $3, done_on = $3::timestamptz::date, done_by = $4, updated_at = $3,
  updated_by = $4, version = version + 1 where district_id = $1 and id = $2"""
NOTE = """insert into task_history (district_id, id, task_id, happened_at, actor, what, before, after)
values ($1, $2, $3, $4, $5, 'state', 'open', 'done')"""
ASSIGN = """insert into caseload_assignments (district_id, id, student_id, staff_id, relation, starts_on, source, created_at,
  updated_at, created_by, updated_by, version) values ($1, $2, $3, $4, 'mentee', $5, 'manual', $6, $6, $7, $7, 1)"""
ENTRY = """insert into caseload_history (district_id, id, assignment_id, student_id, happened_at, actor, what, after)
values ($1, $2, $3, $4, $5, $6, 'assigned', '2026-09-01')"""
TELL = """insert into outbox (district_id, id, type, subject, data, actor, correlation_id, occurred_at)
values ($1, $2, 'partners.school.recorded.v1', $3, $4, $5, $6, $7)"""
AUDIT = "select record_audit_entries($1, $2::text::jsonb)"
WAKE = "select pg_notify('outbox', '')"

Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Bare:
    """The statements of one kind of write, given the district, the id it is about and the moment."""

    of: Callable[[UUID, UUID, datetime], list[Statement]]

    async def write(self, connection: Connection, district: UUID, id_: UUID) -> None:
        """Write it, committed."""
        async with connection.transaction():
            await connection.execute(SET_DISTRICT, str(district))
            for sql, arguments in self.of(district, id_, datetime.now(UTC)):
                await connection.execute(sql, *arguments)


def _told(district: UUID, id_: UUID, now: datetime) -> list[Statement]:
    """The event, and that there is one."""
    return [(TELL, (district, new_id(), f"schools/{id_}", BODY, ACTOR, str(id_), now)), (WAKE, ())]


def _audited(district: UUID, id_: UUID, now: datetime, action: str) -> Statement:
    entry = {
        **{"id": str(new_id()), "occurred_at": now.isoformat(), "actor": ACTOR, "action": action, "outcome": "done"},
        **{"rows": [{"name": "id", "id": str(id_)}], "reason": ["client with scope"], "correlation_id": str(id_)},
    }
    return AUDIT, (district, json.dumps([entry]))


def _add_school(district: UUID, id_: UUID, now: datetime) -> list[Statement]:
    row = (ADD_SCHOOL, (district, id_, str(id_), now, ACTOR))
    return [row, *_told(district, id_, now), _audited(district, id_, now, "add_school")]


def _add_school_once(district: UUID, id_: UUID, now: datetime) -> list[Statement]:
    claim = (CLAIM_KEY, (district, ACTOR, str(id_), now))
    keep = (KEEP_REPLY, (district, ACTOR, str(id_), BODY.encode()))
    return [claim, *_add_school(district, id_, now), keep]


def _rename_school(district: UUID, id_: UUID, now: datetime) -> list[Statement]:
    row = (RENAME_SCHOOL, (district, id_, now, ACTOR))
    return [row, *_told(district, id_, now), _audited(district, id_, now, "change_school")]


def _complete(district: UUID, id_: UUID, now: datetime) -> list[Statement]:
    rows = [(COMPLETE, (district, id_, now, ACTOR)), (NOTE, (district, new_id(), id_, now, ACTOR))]
    return [*rows, *_told(district, id_, now), _audited(district, id_, now, "complete_task")]


def _assign(district: UUID, id_: UUID, now: datetime) -> list[Statement]:
    assignment = new_id()
    row = (ASSIGN, (district, assignment, id_, UUID(int=5), date(2026, 9, 1), now, ACTOR))
    entry = (ENTRY, (district, new_id(), assignment, id_, now, ACTOR))
    return [row, entry, *_told(district, assignment, now), _audited(district, id_, now, "assign_caseload")]


BARE = {
    "add_school": Bare(_add_school),
    "add_school_once": Bare(_add_school_once),
    "rename_school": Bare(_rename_school),
    "complete": Bare(_complete),
    "assign": Bare(_assign),
}
