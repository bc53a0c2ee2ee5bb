"""The chain: each entry of a district is sealed with the hash of the one before it.

hash = SHA-256(previous_hash ‖ canonical), the first entry's previous_hash being 32 zero bytes. `canonical` (form 1) is the JSON
object of the entry's facts and its position: keys sorted, no space between tokens, UTF-8, moments in UTC with six digits of a
second. It is a line of the export without `previous_hash` and `hash`. Positions count from 1 and have no gaps.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from shared.db import locks
from shared.db.engine import SYSTEM_ROLE, Database
from shared.logging import log, where

FIRST = bytes(32)
BATCH = 2_000

#: The facts of an entry as they are hashed, listed and exported; `e` is its row.
FACTS = """e.form, e.district_id, e.id,
  to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at,
  e.actor, e.client_id, e.session_id, e.token_id, e.action, e.outcome, e.rows, e.reason, e.records, e.purpose,
  e.student_ids, e.basis, e.party_id, e.required_by_99_32, e.correlation_id, e.position"""
AS_JSON = f"(select row_to_json(fact) from (select {FACTS}) fact)::text"  # noqa: S608

TAKE = f"""select e.district_id, e.id, {AS_JSON} as facts from audit_entries e
where e.position is null and e.district_id <> all($2::uuid[]) order by e.id limit $1"""  # noqa: S608  constants of this module
HEADS = """select d.id as district_id, h.position, h.hash from unnest($1::uuid[]) d (id) cross join lateral (
  select position, hash from audit_entries where district_id = d.id and position is not null
  order by position desc limit 1) h"""
SEAL = """update audit_entries e set position = s.position, previous_hash = s.previous_hash, hash = s.hash
from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[]) s (district_id, id, position, previous_hash, hash)
where e.district_id = s.district_id and e.id = s.id"""


def canonical(facts: dict[str, Any]) -> bytes:
    """The bytes an entry is hashed as."""
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)


def link(previous: bytes, facts: dict[str, Any]) -> bytes:
    """The hash of an entry that follows the one with the hash `previous`."""
    return hashlib.sha256(previous + canonical(facts)).digest()


async def seal(db: Database) -> int:
    """Chain what was written since, a batch at a time; returns how many. One worker does it at a time.

    A district whose entries cannot be chained is left for the next time and holds up no other.
    """
    sealed = 0
    failing: set[UUID] = set()
    while True:
        taken, chained = await _seal_batch(db, failing)
        sealed += chained
        if taken < BATCH:
            return sealed


async def _seal_batch(db: Database, failing: set[UUID]) -> tuple[int, int]:
    """(entries taken, entries chained); adds to `failing` and takes nothing of those in it."""
    async with db.reading() as connection, connection.transaction():
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        if not await connection.fetchval(locks.TRY, locks.Turn.SEAL):
            return 0, 0
        rows: dict[UUID, list[Any]] = {}
        for row in await connection.fetch(TAKE, BATCH, list(failing)):
            rows.setdefault(row["district_id"], []).append(row)
        heads = {
            row["district_id"]: (row["position"], row["hash"]) for row in await connection.fetch(HEADS, list(rows))
        }
        chained = 0
        for district_id, entries in rows.items():
            try:
                links = list(_links(entries, *heads.get(district_id, (0, FIRST))))
                async with connection.transaction():
                    await connection.execute(SEAL, *map(list, zip(*links, strict=True)))
            except Exception as error:
                failing.add(district_id)
                facts = {"error_class": type(error).__name__, "where": where(error)}
                log.error("audit_not_chained", district_id=str(district_id), **facts)
            else:
                chained += len(entries)
    return sum(map(len, rows.values())), chained


def _links(rows: Iterable[Any], position: int, previous: bytes) -> Iterable[tuple[UUID, UUID, int, bytes, bytes]]:
    """What is filled in of entries of one district that follow its newest."""
    for row in rows:
        position += 1
        hash_ = link(previous, orjson.loads(row["facts"]) | {"position": position})
        yield row["district_id"], row["id"], position, previous, hash_
        previous = hash_
