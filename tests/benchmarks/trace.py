"""Where publishing spends its time, timed from outside: each SQL statement, the commit, and the big one's own parts."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import event, text

from services.scheduling.planning.occurrences.due_date_arrays import DueDates
from services.scheduling.planning.plans import content
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.publication.publishing import repository as publishing
from services.scheduling.publication.publishing import service
from services.scheduling.rooms import ROOMS
from shared import clock
from shared.context.context import Context
from shared.db.engine import Database
from shared.ids import new_id
from shared.principal import Principal, RoleHeld
from shared.settings import Settings
from tests.benchmarks.district import TASKS, TODAY, District

# Foreign keys need every table to be known.
ROOMS.load_tables()

MILLISECONDS = 1e3


class Stopwatch:
    """Seconds per kind of statement, taken by the engine's own hooks."""

    def __init__(self, db: Database) -> None:
        self.spent: dict[str, float] = {}
        self._began = 0.0
        event.listen(db.engine.sync_engine, "before_cursor_execute", self._begin)
        event.listen(db.engine.sync_engine, "after_cursor_execute", self._end)

    def _begin(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _end(self, _: Any, __: Any, statement: str, *rest: Any) -> None:
        kind = "PostgreSQL: every other statement"
        if "insert into tasks" in statement:
            kind = "PostgreSQL: the statement that makes tasks and their events"
        elif "target_kind" in statement and "not exists" in statement:
            kind = "PostgreSQL: has each activity a school? (validation)"
        self.spent[kind] = self.spent.get(kind, 0) + time.perf_counter() - self._began


async def statements(district: District, plan_id: str) -> list[tuple[str, float]]:
    """Publish one plan in this process; milliseconds by kind of work."""
    settings, ctx = _context(district)
    watch = Stopwatch(ctx.db)
    try:
        began = time.perf_counter()
        row = await service.publish(ctx, UUID(plan_id))
        ctx.reply(await content.wire(ctx, row))
        inside = sum(watch.spent.values())
        worked = time.perf_counter() - began
        await ctx.finish()
        ended = time.perf_counter() - began
        finishing = sum(watch.spent.values()) - inside
    finally:
        await ctx.close()
        await ctx.db.close()
    parts = sorted(watch.spent.items(), key=lambda pair: -pair[1])
    commit = ended - worked - finishing
    python = ended - commit - sum(watch.spent.values())
    parts += [("PostgreSQL: commit (one fsync)", commit), (f"Python ({settings.service}: rules, ORM, reply)", python)]
    return [(name, seconds * MILLISECONDS) for name, seconds in parts]


async def inside_the_statement(district: District, plan_id: str) -> tuple[list[tuple[str, float]], int]:
    """EXPLAIN ANALYZE of the statement that makes tasks and events, rolled back.

    Milliseconds by part, and the pairs of rows its joins compared in vain: many of them mean a plan gone wrong.
    """
    _, ctx = _context(district)
    try:
        activities = await ctx.session.scalars(
            text("select id from activities where plan_id = :plan"), {"plan": UUID(plan_id)}
        )
        plan = await ctx.get(PlanRow, UUID(plan_id), "plan")
        due_dates = DueDates()
        for activity_id in activities:
            due_dates.add(activity_id, 0, None, TODAY + timedelta(days=30))
        # What publishing sets for its statement holds for the explanation too.
        event.listen(ctx.db.engine.sync_engine, "before_cursor_execute", _stop_before_making)
        with suppress(Reached):
            await publishing.make_tasks(ctx, plan, due_dates, TODAY)
        event.remove(ctx.db.engine.sync_engine, "before_cursor_execute", _stop_before_making)
        explained = await ctx.session.execute(
            text(f"explain (analyze, format json) {publishing.PUBLISH.text}"),
            {
                **{"plan_id": plan.id, "title": plan.title, "school_year": plan.school_year, "today": TODAY},
                **due_dates.values(),
                **ctx.emitting(),
            },
        )
        found = explained.scalar_one()
        await ctx.session.rollback()
    finally:
        await ctx.close()
        await ctx.db.close()
    explained_plan = (orjson.loads(found) if isinstance(found, str) else found)[0]
    vain = sum(n.get("Rows Removed by Join Filter", 0) * n["Actual Loops"] for n in _walk(explained_plan["Plan"]))
    return _parts(explained_plan), int(vain)


class Reached(Exception):
    """The statement that makes tasks would come now."""


def _stop_before_making(_: Any, __: Any, statement: str, *rest: Any) -> None:
    if "insert into tasks" in statement:
        raise Reached


def _parts(explained: dict[str, Any]) -> list[tuple[str, float]]:
    nodes = list(_walk(explained["Plan"]))
    tasks = next(n for n in nodes if n["Node Type"] == "ModifyTable" and n["Relation Name"] == "tasks")
    outbox = next(n for n in nodes if n["Node Type"] == "ModifyTable" and n["Relation Name"] == "outbox")
    chunks = next(n for n in nodes if n.get("Subplan Name") == "CTE chunks")
    source = _input(tasks)
    assert source["Actual Rows"] == TASKS, source["Actual Rows"]
    selected, made, told = _total(source), _total(tasks), _total(outbox)
    grouped = _total(chunks)
    triggers = [
        (
            _checked(trigger),
            trigger["Time"],
        )
        for trigger in explained["Triggers"]
    ]
    return [
        ("planning", explained["Planning Time"]),
        ("schools × activities × owners, sorted", selected),
        ("insert of task rows, their indexes, row security", made - selected),
        ("grouping by school, building the events' JSON", grouped - made),
        ("insert of outbox rows", told - _total(_input(outbox))),
        *triggers,
    ]


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _walk(child)


def _input(node: dict[str, Any]) -> dict[str, Any]:
    return next(child for child in node["Plans"] if child["Parent Relationship"] == "Outer")


def _total(node: dict[str, Any]) -> float:
    return float(node["Actual Total Time"]) * float(node["Actual Loops"])


def _context(district: District) -> tuple[Settings, Context]:
    settings = Settings.load("scheduling", district.world.environment())
    holder = Principal("person", new_id(), district.id, roles=(RoleHeld("district_coordinator", None),))
    db = Database(settings.database_url)
    return settings, Context(db, settings, holder, now=clock.now(), correlation_id=str(new_id()))


def _checked(trigger: dict[str, Any]) -> str:
    key = trigger.get("Constraint Name")
    return f"foreign key {key}, {trigger['Calls']:,} checks" if key else f"trigger {trigger['Trigger Name']}"
