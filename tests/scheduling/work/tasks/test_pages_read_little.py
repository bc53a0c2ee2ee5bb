"""A page looks at about as many tasks as it shows, whoever asks and for whatever: twenty thousand others are not walked past.

Rows are counted, not seconds: what `explain analyze` says of each scan of the table, by the plan that serves all arguments.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest_asyncio

from services.scheduling.work.tasks import may
from services.scheduling.work.tasks.repository import LISTING
from shared.auth.scopes import SCOPES
from shared.db import horizon
from shared.ids import new_id
from shared.principal import Principal, RoleHeld
from shared.testing.calls import Service
from tests.scheduling.factories import TODAY, District, activity

OTHERS = 20_000
#: A page and one more, of a few branches, each looked up again by its key; with room for a planner that reads a school's.
ENOUGH = 700
OWN = 60
#: One plan for all arguments, as services have it. That of a table with few rows a district would rather read and sort them all:
#: what is asked here is whether an index has them in order.
SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    **dict.fromkeys(("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort"), "off"),
}
FILL = """
insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, occurrence_on, owner_id, state,
                   due_on, created_at, updated_at, created_by, updated_by, version)
select a.district_id, uuidv7(), a.plan_id, a.goal_id, a.strategy_id, a.id, coalesce($2, md5('school' || n % 50)::uuid),
       date '1900-01-01' + n, coalesce($3, md5('owner' || n % 50)::uuid), $4,
       $5::date + n / 1000, now(), now(), 'x', 'x', 1
from activities a, generate_series(1, $6::int) n where a.district_id = $1 and a.code = $7"""


@pytest_asyncio.fixture
async def filled(district: District) -> dict[str, UUID]:
    """One school's few tasks are due last; those of fifty others, done long ago, come before them in the list's order."""
    await district.published(activity("OLD"), activity("NEW", title="Something new"))
    await district.scheduling.sql("delete from tasks where district_id = $1", district.id)
    oak, me = district.schools["oak"], district.people["mentor_oak"]
    for school, owner, state, first, count, code in (
        (None, None, "done", TODAY - timedelta(days=200), OTHERS, "OLD"),
        (oak, me, "open", TODAY + timedelta(days=200), OWN, "NEW"),
    ):
        await district.scheduling.sql(FILL, district.id, school, owner, state, first, count, code)
    await district.scheduling.sql("analyze tasks")
    rows = await district.scheduling.sql("select code, id, plan_id from activities where district_id = $1", district.id)
    ids = {row["code"]: row["id"] for row in rows}
    return {"oak": oak, "me": me, "new": ids["NEW"], "plan": rows[0]["plan_id"], "nobody": new_id()}


def _scans(node: dict[str, Any]) -> Iterator[float]:
    if node.get("Relation Name") == "tasks":
        seen = node["Actual Rows"] + sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        yield seen * node["Actual Loops"]
    for part in node.get("Plans", ()):
        yield from _scans(part)


async def looked_at(service: Service, district_id: UUID, values: dict[str, Any]) -> float:
    """How many tasks the first page of these values looks at."""
    return sum(_scans(await _plan(service, district_id, *LISTING.query(values, 50, None))))


async def _plan(service: Service, district_id: UUID, sql: str, arguments: list[str | None]) -> dict[str, Any]:
    """How PostgreSQL reads the page, and what it saw."""
    connection = await asyncpg.connect(service.settings.database_url, server_settings=SETTINGS)
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.district_id', $1, true)", str(district_id))
            await connection.execute(horizon.FIND)
            await connection.execute(f"prepare page (text[]) as {sql}")
            literal = await connection.fetchval("select quote_literal($1::text[]::text)", arguments)
            told = await connection.fetchval(
                f"explain (analyze, timing off, format json) execute page ({literal}::text[])"
            )
    finally:
        await connection.close()
    found: dict[str, Any] = json.loads(told)[0]["Plan"]
    return found


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


async def test_nobodys_page_walks_past_what_they_do_not_see(district: District, filled: dict[str, UUID]) -> None:
    now = datetime.now(UTC).isoformat()
    asked: dict[str, dict[str, Any]] = {
        "the district": {},
        "a school": {"visible": [now, new_id(), filled["oak"]]},
        "an owner": {"visible": [now, filled["me"]]},
        "both": {"visible": [now, filled["me"], filled["oak"]]},
        "nobody": {"visible": [now, new_id()]},
        "a school that asks for its own": {"visible": [now, new_id(), filled["oak"]], "school_id": filled["oak"]},
        "a school that syncs": {
            "visible": [now, new_id(), filled["oak"]],
            "updated_since": datetime(2020, 1, 1, tzinfo=UTC),
        },
    }
    seen = {who: await looked_at(district.scheduling, district.id, values) for who, values in asked.items()}
    assert {who: count for who, count in seen.items() if count > ENOUGH} == {}


async def test_no_filter_walks_past_what_it_is_not_asked_for(district: District, filled: dict[str, UUID]) -> None:
    asked: tuple[dict[str, Any], ...] = (
        *({"state": state} for state in ("open", "in_progress", "blocked", "withdrawn")),
        {"unowned": True},
        {"search": "something new"},
        {"search": "nothing like it"},
        {"search": "activity"},
        {"overdue": True, "now": datetime.now(UTC)},
        {"overdue": False, "now": datetime.now(UTC)},
        {"plan_id": filled["plan"]},
        {"plan_id": filled["nobody"]},
        {"plan_id": filled["plan"], "state": "blocked"},
        {"activity_id": filled["new"]},
        {"activity_id": filled["nobody"]},
        {"owner_id": filled["me"]},
        {"owner_id": filled["nobody"]},
        {"school_id": filled["oak"]},
        {"due_from": TODAY + timedelta(days=900)},
        {"due_until": TODAY - timedelta(days=900)},
    )
    seen = {str(values): await looked_at(district.scheduling, district.id, values) for values in asked}
    assert {values: count for values, count in seen.items() if count > ENOUGH} == {}


async def test_in_whose_place_somebody_acts_is_found_once_for_the_list_and_once_for_may(district: District) -> None:
    # Each part of a plan costs every page its beginning, whatever it finds; so does a walk over what all others hold.
    me, oak = district.people["mentor_oak"], district.schools["oak"]
    await district.published(activity("NEW"))
    principal = Principal("person", me, district.id, frozenset(SCOPES), (RoleHeld("mentor", oak),))
    now = datetime.now(UTC)
    asked, values = may.LISTING.asked_by(principal, now, {"visible": [now.isoformat(), me, oak]})
    nodes = list(_nodes(await _plan(district.scheduling, district.id, *asked.query(values, 50, None))))
    scans = Counter(node["Relation Name"] for node in nodes if "Relation Name" in node)
    assert 0 < scans["delegations"] <= 2, scans
    assert "directory_roles" in scans
    whole = [node for node in nodes if node.get("Relation Name") == "directory_roles" and not node.get("Index Cond")]
    assert whole == []


async def test_it_sees_a_walk(district: District, filled: dict[str, UUID]) -> None:
    # What stands in the gate of filters as bounded by nothing else: those of somebody, where nobody's are few.
    await district.scheduling.sql("update tasks set owner_id = null where district_id = $1", district.id)
    assert await looked_at(district.scheduling, district.id, {"unowned": False}) > OTHERS
