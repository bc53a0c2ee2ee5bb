"""SQL of revisions."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.planning.plans.repository import part_rows
from services.scheduling.planning.plans.tables import ActivityRow, GoalRow, StrategyRow
from services.scheduling.publication.revisions.schemas import RevisionList, RevisionSummary
from services.scheduling.publication.revisions.tables import RevisionRow, RevisionState
from shared.context.context import Context
from shared.context.listing import listing
from shared.directory.tables import DirectorySchoolRow

LISTING = listing(
    RevisionRow,
    RevisionSummary,
    RevisionList,
    order=("number",),
    filters={
        "plan_id": "s.plan_id = {}::uuid",
        "number": "s.number = {}::int",
        "states": "s.state = any({}::text[])",
    },
)

Part = type[GoalRow] | type[StrategyRow] | type[ActivityRow]

# Tasks of an activity that stands under another strategy now; one look at any of its tasks tells.
TASKS_FOLLOW = text("""
update tasks t set goal_id = a.goal_id, strategy_id = a.strategy_id, updated_at = :now, updated_by = :actor,
                   version = t.version + 1
from activities a
where t.district_id = :district_id and t.plan_id = :plan_id and a.district_id = :district_id and a.id = t.activity_id
  and a.id in (
    select o.id from activities o, lateral (
      select s.goal_id, s.strategy_id from tasks s
      where s.district_id = :district_id and s.plan_id = :plan_id and s.activity_id = o.id limit 1) one
    where o.district_id = :district_id and o.plan_id = :plan_id
      and (one.goal_id, one.strategy_id) is distinct from (o.goal_id, o.strategy_id))""")


async def find_under_way(ctx: Context, plan_id: UUID) -> RevisionRow | None:
    """The plan's revision that is neither published nor discarded."""
    over = (RevisionState.PUBLISHED, RevisionState.DISCARDED)
    query = select(RevisionRow).where(RevisionRow.plan_id == plan_id, RevisionRow.state.not_in(over))
    return await ctx.session.scalar(query)


async def find_published_before(ctx: Context, plan_id: UUID, number: int) -> RevisionRow | None:
    """The revision that was the plan when this one came."""
    query = select(RevisionRow).where(
        RevisionRow.plan_id == plan_id, RevisionRow.number < number, RevisionRow.state == RevisionState.PUBLISHED
    )
    return await ctx.session.scalar(query.order_by(RevisionRow.number.desc()).limit(1))


async def last_number(ctx: Context, plan_id: UUID) -> int:
    """The highest number given so far; 0 when none was."""
    found = await ctx.session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.plan_id == plan_id))
    return found or 0


async def merge_parts(ctx: Context, plan_id: UUID, content: Mapping[str, Any], today: date) -> None:
    """Make a published plan's goals, strategies and activities those of `content`.

    What has a code the plan knows keeps its id, and with it its tasks; what is left out is retired.
    """
    tables: tuple[Part, ...] = (GoalRow, StrategyRow, ActivityRow)
    known = [await _ids(ctx, table, plan_id) for table in tables]
    for table, rows, ids in zip(tables, part_rows(ctx, plan_id, content, known), known, strict=True):
        await _upsert(ctx, table, rows)
        gone = sorted(ids.keys() - {row["code"] for row in rows})
        await ctx.session.execute(
            update(table)
            .where(table.plan_id == plan_id, table.code.in_(gone), table.retired_on.is_(None))
            .values(retired_on=today)
        )
    stamps = {"now": ctx.now, "actor": ctx.actor}
    await ctx.session.execute(TASKS_FOLLOW, {"district_id": ctx.district_id, "plan_id": plan_id, **stamps})


async def school_names(ctx: Context) -> dict[str, str]:
    """Every school's name by its id."""
    rows = await ctx.session.execute(select(DirectorySchoolRow.id, DirectorySchoolRow.name))
    return {str(row.id): row.name for row in rows}


async def list_activities(ctx: Context, plan_id: UUID, codes: set[str]) -> list[ActivityRow]:
    """Activities of the plan by code, retired ones too."""
    query = select(ActivityRow).where(ActivityRow.plan_id == plan_id, ActivityRow.code.in_(codes))
    # The merge wrote past the session, which would otherwise show them as they were.
    fresh = query.order_by(ActivityRow.position).execution_options(populate_existing=True)
    return list(await ctx.session.scalars(fresh))


async def _ids(ctx: Context, table: Part, plan_id: UUID) -> dict[str, UUID]:
    rows = await ctx.session.execute(select(table.code, table.id).where(table.plan_id == plan_id))
    return {row.code: row.id for row in rows}


async def _upsert(ctx: Context, table: Part, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = insert(table).values([{**row, "retired_on": None} for row in rows])
    kept = {"district_id", "id", "plan_id", "code", "due_on"}
    changed = {name: statement.excluded[name] for name in (*rows[0], "retired_on") if name not in kept}
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["district_id", "id"], set_=changed))
