"""SQL of barriers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.work.barriers.schemas import BarrierList, BarrierSummary
from services.scheduling.work.barriers.tables import (
    BarrierClocksRow,
    BarrierLevel,
    BarrierRow,
    BarrierSchoolRow,
    BarrierStepRow,
    BarrierTaskRow,
    Move,
)
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.context.leads import Branch, Lead, by
from shared.context.listing import listing
from shared.db.locks import one_at_a_time
from shared.directory.references import SCHOOL
from shared.errors import NotFound
from shared.texts.words import Words

MOST_STEPS = 200
NO_LINK = Words("No such task on this barrier.", es="Este obstáculo no tiene esa tarea.")
WAITING = "s.state in ('raised', 'triaged', 'assigned', 'escalated', 'reopened')"
#: At {now}, a moment.
TODAY = day_in_sql("{now}")
AT_SCHOOLS = "exists (select from barrier_schools b where b.barrier_id = s.id and b.school_id = any({}))"


def _at(schools: str) -> Branch:
    return Branch(
        "s.id = touching.id",
        f"(select distinct barrier_id as id from barrier_schools where school_id = any({schools})) touching",
    )


LISTING = listing(
    BarrierRow,
    BarrierSummary,
    BarrierList,
    computed={
        "code": "'BR-' || s.number",
        "schools": f"""(select coalesce(json_agg({SCHOOL.reference("b.school_id")} order by b.school_id), '[]')
            from barrier_schools b where b.barrier_id = s.id)""",
        "task_count": "(select count(*) from barrier_tasks l where l.barrier_id = s.id)",
    },
    filters={
        # A caller who may not see every school sees the barriers at those in the list and, its first entry being
        # themselves, what they raised or have to answer.
        "visible": Lead(
            (
                _at("({}::uuid[])[2:]"),
                Branch("s.raised_by_id = ({}::uuid[])[1]"),
                Branch("s.assignee_id = ({}::uuid[])[1]"),
            )
        ),
        "task_id": Lead(
            (
                Branch(
                    "s.id = blocking.id",
                    "(select barrier_id as id from barrier_tasks where task_id = {}::uuid) blocking",
                ),
            )
        ),
        "school_id": Lead((_at("array[{}::uuid]"),)),
        "assignee_id": by("s.assignee_id = {}::uuid"),
        "raised_by_me=true": by("s.raised_by = {me}"),
        "raised_by_me=false": "s.raised_by <> {me}",
        "state": by("s.state = {}"),
        "overdue": f"coalesce({WAITING} and s.answer_due_on < {TODAY}, false) = {{}}::boolean",
        # What one raised or has to answer outlives no job at the schools it is about.
        "at_schools": AT_SCHOOLS.format("{}::uuid[]"),
    },
)


async def next_number(ctx: Context) -> int:
    """The district's next number, without gaps: whoever raises at the same moment waits."""
    await one_at_a_time(ctx, "barrier numbers")
    return int(await ctx.session.scalar(select(func.coalesce(func.max(BarrierRow.number), 0) + 1)) or 1)


async def schools_of(ctx: Context, barrier_id: UUID) -> list[UUID]:
    """The schools a barrier touches."""
    query = select(BarrierSchoolRow.school_id).where(BarrierSchoolRow.barrier_id == barrier_id)
    return list(await ctx.session.scalars(query.order_by(BarrierSchoolRow.school_id)))


async def add_schools(ctx: Context, barrier_id: UUID, school_ids: Sequence[UUID]) -> None:
    """Let a barrier touch these schools too."""
    for school_id in school_ids:
        ctx.add(BarrierSchoolRow(barrier_id=barrier_id, school_id=school_id))
    await ctx.session.flush()


async def count_tasks(ctx: Context, barrier_id: UUID) -> int:
    """How many tasks a barrier blocks or has blocked."""
    query = select(func.count()).select_from(BarrierTaskRow).where(BarrierTaskRow.barrier_id == barrier_id)
    return await ctx.session.scalar(query) or 0


async def list_tasks(ctx: Context, barrier_id: UUID) -> list[tuple[BarrierTaskRow, TaskRow, ActivityRow | None]]:
    """A barrier's tasks by due date, each with how it was blocked and its activity, if a plan asks for it."""
    rows = await ctx.session.execute(
        select(BarrierTaskRow, TaskRow, ActivityRow)
        .join(TaskRow, (TaskRow.district_id == BarrierTaskRow.district_id) & (TaskRow.id == BarrierTaskRow.task_id))
        .outerjoin(
            ActivityRow, (ActivityRow.district_id == TaskRow.district_id) & (ActivityRow.id == TaskRow.activity_id)
        )
        .where(BarrierTaskRow.barrier_id == barrier_id)
        .order_by(TaskRow.due_on, TaskRow.id),
        execution_options={"populate_existing": True},
    )
    return [(link, task, activity) for link, task, activity in rows]


async def find_link(ctx: Context, barrier_id: UUID, task_id: UUID) -> BarrierTaskRow:
    """The row that joins a barrier and a task. Raises `NotFound`."""
    row = await ctx.session.scalar(
        select(BarrierTaskRow).where(BarrierTaskRow.barrier_id == barrier_id, BarrierTaskRow.task_id == task_id)
    )
    if row is None:
        raise NotFound(NO_LINK)
    return row


async def list_steps(ctx: Context, barrier_id: UUID) -> tuple[int, Sequence[BarrierStepRow]]:
    """How many steps there were, and the newest of them, oldest first."""
    mine = BarrierStepRow.barrier_id == barrier_id
    count = await ctx.session.scalar(select(func.count()).select_from(BarrierStepRow).where(mine))
    query = select(BarrierStepRow).where(mine).order_by(BarrierStepRow.id.desc()).limit(MOST_STEPS)
    return count or 0, list(await ctx.session.scalars(query))[::-1]


async def list_overdue(ctx: Context, today: date, leading_up: Sequence[BarrierLevel]) -> list[UUID]:
    """Barriers whose clock ran out before today: all on levels that lead up, of others those of whose clock it is not noted."""
    noted = (
        select(BarrierStepRow.id)
        .where(BarrierStepRow.district_id == BarrierRow.district_id, BarrierStepRow.barrier_id == BarrierRow.id)
        .where(BarrierStepRow.move == Move.RAN_OUT, BarrierStepRow.clock_due_on == BarrierRow.answer_due_on)
    )
    query = select(BarrierRow.id).where(
        BarrierRow.answer_due_on < today, BarrierRow.level.in_(leading_up) | ~noted.exists()
    )
    return list(await ctx.session.scalars(query.order_by(BarrierRow.id)))


async def find_clocks(ctx: Context) -> BarrierClocksRow | None:
    """The district's own clocks, if it set any."""
    return await ctx.session.scalar(select(BarrierClocksRow))


async def set_clocks(ctx: Context, clocks: dict[str, int]) -> None:
    """Write the district's own clocks."""
    stamps: dict[str, Any] = {"updated_at": ctx.now, "updated_by": ctx.actor}
    made = {"district_id": ctx.district_id, "id": ctx.district_id, "created_at": ctx.now, "created_by": ctx.actor}
    statement = insert(BarrierClocksRow).values({**made, **stamps, **clocks, "version": 1})
    known = BarrierClocksRow.__table__.c
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"], set_={**clocks, **stamps, "version": known.version + 1}
        )
    )
