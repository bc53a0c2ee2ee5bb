"""Migrations that write rows see every district's: row security binds the owner of the tables too."""

import asyncio
import re
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest_asyncio

import services
from shared.db.migrations import upgrade
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.databases import as_superuser

BEFORE_REVISIONS, WITH_TASKS, AFTER = "9819dd42650c", "a60c3e91f7d2", "head"
NAME = "before_revisions"
STAMPS = "now(), now(), 'client:1', 'client:1'"
WRITES = re.compile(r'op\.execute\(\s*f?"{1,3}\s*(?:update|delete from)\s+(\w+)')
#: What they left undone is done by `what_row_security_hid`.
MENDED = {"plan_revisions", "plans_that_end"}


def test_a_migration_that_changes_rows_looks_past_row_security() -> None:
    found = set()
    for path in Path(services.__file__).parent.glob("*/migrations/versions/*.py"):
        text = path.read_text()
        if WRITES.search(text) and "no force row level security" not in text:
            found.add(path.stem.partition("_")[2])
    assert found == MENDED


@pytest_asyncio.fixture
async def older(environment: dict[str, str]) -> Settings:
    """A database of scheduling as it was before plans were revised."""
    here = Settings.load("scheduling", environment)
    maker = await asyncpg.connect(as_superuser(here.database_url))
    await maker.execute(f"drop database if exists {NAME} with (force)")
    await maker.execute(f"create database {NAME} owner throughline_owner")
    await maker.close()
    address = re.sub(r"/[^/?]+(\?|$)", rf"/{NAME}\1", here.owner_database_url)
    found = here.model_copy(update={"owner_database_url": address})
    await asyncio.to_thread(upgrade, found, BEFORE_REVISIONS)
    return found


async def test_plans_tasks_and_figures_of_before_are_what_they_were(older: Settings) -> None:
    connection = await asyncpg.connect(as_superuser(older.owner_database_url))
    district, running, archived, activity = new_id(), new_id(), new_id(), new_id()
    ended, published = datetime(2026, 6, 30, 3, tzinfo=UTC), date(2025, 9, 1)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(
        """insert into directory_districts (district_id, name, timezone, language, version)
        values ($1, 'D', 'America/Chicago', 'en', 1)""",
        district,
    )
    for plan, state, at in ((running, "published", None), (archived, "archived", ended)):
        await connection.execute(
            f"""insert into plans (district_id, id, title, school_year, summary, state, content_hash, authors, published_at,
              published_on, archived_at, created_at, updated_at, created_by, updated_by)
            values ($1, $2, 'P', '2025-2026', '', $3, 'h', '{{}}', now(), $4, $5, {STAMPS})""",
            *(district, plan, state, published, at),
        )
    await connection.execute(
        """insert into activities (district_id, id, plan_id, goal_id, strategy_id, code, position, title, instructions,
          owner_role, target_kind, target_school_ids, due, done_when)
        values ($1, $2, $3, $2, $2, 'A1', 0, 'A', '', 'principal', 'all', '{}', '{"kind": "on"}', '{"kind": "hand"}')""",
        *(district, activity, running),
    )
    await connection.execute("set session_replication_role = origin")
    await asyncio.to_thread(upgrade, older, WITH_TASKS)
    owner, school = new_id(), new_id()
    for state, done_on, done_by in (("open", None, None), ("done", date(2025, 10, 1), "service:scheduling")):
        await connection.execute(
            f"""insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on,
              owner_id, state, due_on, done_on, done_by, created_at, updated_at, created_by, updated_by)
            values ($1, uuidv7(), $2, $3, $3, $3, $4, $8, $5, $6, '2025-11-01', $8, $7, {STAMPS})""",
            *(district, running, activity, school, owner, state, done_by, done_on),
        )
    task = "select id, plan_id, activity_id, school_id, owner_id, state, due_on, done_on from tasks order by id"
    figures = """select kind, member_id, state, sum(n) from rollup_deltas group by kind, member_id, state having sum(n) <> 0
      order by kind, state"""
    tasks, counted = await connection.fetch(task), await connection.fetch(figures)
    assert len(counted) == 4
    await asyncio.to_thread(upgrade, older, AFTER)
    assert await connection.fetch(task) == tasks
    assert await connection.fetch(figures) == counted
    proved = await connection.fetch("select kind, proved, sum(n) from rollup_deltas where state = 'done' group by 1, 2")
    assert {(row["kind"], row["proved"]): row["sum"] for row in proved} == {
        **{("activity", True): 1, ("school", True): 1, ("activity", False): 0, ("school", False): 0}
    }
    plans = await connection.fetch("select id, revision, ended_on, school_year from plans")
    assert {row["id"]: (row["revision"], row["ended_on"], row["school_year"]) for row in plans} == {
        running: (1, None, "2025-26"),
        archived: (1, date(2026, 6, 29), "2025-26"),
    }
    assert await connection.fetchval("select reached_on from activities") == published
    assert {row["origin_kind"] for row in await connection.fetch("select origin_kind from tasks")} == {"activity"}
    await connection.close()
