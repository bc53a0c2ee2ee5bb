"""Recomputing the chain: is every entry there, as it was, where it was?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from shared import clock
from shared.audit.chain import AS_JSON, FIRST, link
from shared.db.engine import SYSTEM_ROLE

#: An entry that waits longer than this to be sealed says that no worker seals: nothing guards it meanwhile.
PATIENCE = timedelta(minutes=10)
CHUNK = 1_000

DISTRICTS = """with recursive found as (
  (select district_id from audit_entries order by district_id limit 1)
  union all
  select (select e.district_id from audit_entries e where e.district_id > found.district_id order by e.district_id limit 1)
  from found where found.district_id is not null)
select district_id from found where district_id is not null"""
CHAIN = f"""select e.position, e.previous_hash, e.hash, {AS_JSON} as facts from audit_entries e
where e.district_id = $1 and e.position is not null order by e.position"""  # noqa: S608  constants of ours
HEAD = """select position, hash, occurred_at from audit_entries where district_id = $1 and position is not null
order by position desc limit 1"""
WAITING = "select count(*) from audit_entries where district_id = $1 and position is null and occurred_at < $2"
FOLLOWED = "select exists (select from audit_entries where district_id = $1 and hash = $2)"
COUNT = "select coalesce(max(position), 0) from audit_entries where district_id = $1 and position is not null"


@dataclass(frozen=True)
class Anchor:
    """The head of a district's chain at some time, kept where nobody who can write to the database can write."""

    district_id: UUID
    position: int
    hash: bytes


@dataclass(frozen=True)
class Break:
    """The first place where a chain is not what it was.

    `changed` the entry is not the one that was sealed; `missing` one was taken out; `inserted` one was put in; `reordered` it
    stood elsewhere; `truncated` the chain ends before an anchor; `rewritten` it is whole, and not the one the anchor is of;
    `unsealed` entries have waited too long to be chained.
    """

    district_id: UUID
    position: int
    kind: str


@dataclass(frozen=True)
class Verdict:
    """What was found in one district: how many entries stand, and what breaks the chain, if anything does."""

    district_id: UUID
    entries: int
    broken: Break | None


async def districts(connection: "asyncpg.Connection[Any]") -> list[UUID]:
    """The districts that have entries."""
    async with connection.transaction(readonly=True):
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        return [row["district_id"] for row in await connection.fetch(DISTRICTS)]


async def heads(connection: "asyncpg.Connection[Any]", wanted: list[UUID]) -> list[Anchor]:
    """The newest sealed entry of each district that has one."""
    found = []
    async with connection.transaction(readonly=True):
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        for district_id in wanted:
            row = await connection.fetchrow(HEAD, district_id)
            if row is not None:
                found.append(Anchor(district_id, row["position"], row["hash"]))
    return found


async def verify(
    connection: "asyncpg.Connection[Any]",
    district_id: UUID,
    anchors: list[Anchor] | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Verdict:
    """Recompute a district's whole chain, a chunk at a time, on one snapshot; stops at the first break.

    `anchors` are heads of the same district kept before. `progress` is told how many entries of how many are done.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        total = await connection.fetchval(COUNT, district_id)
        kept = {anchor.position: anchor.hash for anchor in anchors or () if anchor.district_id == district_id}
        walk = _Walk(connection, district_id)
        async for row in connection.cursor(CHAIN, district_id, prefetch=CHUNK):
            broken = await walk.step(row, kept)
            if broken is not None:
                return Verdict(district_id, walk.position, broken)
            if walk.position % CHUNK == 0:
                progress(walk.position, total)
        progress(walk.position, total)
        if kept and max(kept) > walk.position:
            return Verdict(district_id, walk.position, Break(district_id, walk.position + 1, "truncated"))
        if await connection.fetchval(WAITING, district_id, clock.now() - PATIENCE):
            return Verdict(district_id, walk.position, Break(district_id, walk.position + 1, "unsealed"))
    return Verdict(district_id, walk.position, None)


class _Walk:
    """Goes along one chain."""

    def __init__(self, connection: "asyncpg.Connection[Any]", district_id: UUID) -> None:
        self.connection = connection
        self.district_id = district_id
        self.position = 0
        self.before_last, self.last = b"", FIRST

    async def step(self, row: Any, kept: dict[int, bytes]) -> Break | None:
        """Hold the next entry against the chain so far."""
        expected = self.position + 1
        if row["position"] != expected:
            return Break(self.district_id, expected, "missing" if row["position"] > expected else "inserted")
        hash_ = link(self.last, orjson.loads(row["facts"]))
        if hash_ != row["hash"] or row["previous_hash"] != self.last:
            return await self._explain(row, hash_)
        if kept.get(expected, hash_) != hash_:
            return Break(self.district_id, expected, "rewritten")
        self.position, self.before_last, self.last = expected, self.last, hash_
        return None

    async def _explain(self, row: Any, hash_: bytes) -> Break:
        expected, previous = self.position + 1, row["previous_hash"]
        if previous == self.last or hash_ == row["hash"]:
            return Break(self.district_id, expected, "changed")
        if previous == self.before_last:
            # It followed the one before the last when it was sealed: the last was put between them.
            return Break(self.district_id, self.position, "inserted")
        is_known = previous == FIRST or await self.connection.fetchval(FOLLOWED, self.district_id, previous)
        return Break(self.district_id, expected, "reordered" if is_known else "missing")
