"""What a service's longest transaction is doing, sampled from outside: no timing points in the product are needed."""

import asyncio
import re
import time
from collections import Counter
from contextlib import suppress

from tests.benchmarks.world import Connection

SECONDS_BETWEEN = 0.004
LONGEST = """
select state, query from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
  and xact_start is not null and query not like '%outbox%'
order by xact_start limit 1"""
KINDS = (
    (re.compile(r'^copy "?(?:pg_temp"?\.)?"?(\w+)', re.I), "copy into {}"),
    (re.compile(r"^create temporary table (\w+)", re.I), "derive {}"),
    (re.compile(r"^analyze", re.I), "analyze staging tables"),
    (re.compile(r"^(?:with .*?)?insert into (\w+)", re.I | re.S), "insert or update {}"),
    (re.compile(r"^(?:with .*?)?update (\w+)", re.I | re.S), "update {}"),
    (re.compile(r"^(?:with .*?)?delete from (\w+)", re.I | re.S), "check {}"),
    (re.compile(r"^(?:release|savepoint|commit|rollback|begin)", re.I), "transaction control"),
)
PYTHON = "Python: unpack, parse, check (PostgreSQL waits)"


class Sampler:
    """Counts samples until it is told to end; `parts` spreads the whole time over them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.seen: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Sampler":
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _watch(self) -> None:
        while True:
            began = time.perf_counter()
            row = await self.connection.fetchrow(LONGEST)
            self.seen[_kind(row["state"], row["query"]) if row else "no transaction: upload, queue, hand-over"] += 1
            await asyncio.sleep(max(0, SECONDS_BETWEEN - (time.perf_counter() - began)))

    def parts(self, seconds: float, most: int = 12) -> list[tuple[str, float]]:
        """Milliseconds by kind of work, the largest first, the small ones together."""
        total = sum(self.seen.values())
        found = [(kind, count / total * seconds * 1e3) for kind, count in self.seen.most_common()]
        return [*found[:most], ("everything else", sum(value for _, value in found[most:]))]


def _kind(state: str, query: str) -> str:
    if state != "active":
        return PYTHON
    text = query.strip()
    for pattern, name in KINDS:
        if found := pattern.match(text):
            return f"PostgreSQL: {name.format(*found.groups())}"
    return f"PostgreSQL: {' '.join(text.split())[:40]}"
