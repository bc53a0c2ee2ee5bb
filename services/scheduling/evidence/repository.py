"""SQL of evidence."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from services.scheduling.plans.tables import ActivityRow
from services.scheduling.tasks.tables import LIVE, TaskRow
from shared.web.context import Context


async def wait_for_publishing(ctx: Context) -> None:
    """A plan being published in the same moment either has its tasks already or comes after the event: never between."""
    await ctx.session.execute(
        text("select pg_advisory_xact_lock(hashtextextended('publishing ' || :district_id, 0))"),
        {"district_id": str(ctx.district_id)},
    )


async def lock_provable(
    ctx: Context, school_id: UUID, event_type: str, happened_at: datetime
) -> list[tuple[TaskRow, dict[str, Any]]]:
    """The school's live tasks that an event of this type may prove, with what counts as done for each."""
    rows = await ctx.session.execute(
        select(TaskRow, ActivityRow.done_when)
        .join(ActivityRow, (ActivityRow.id == TaskRow.activity_id) & (ActivityRow.district_id == TaskRow.district_id))
        .where(
            TaskRow.school_id == school_id,
            TaskRow.state.in_(LIVE),
            TaskRow.created_at <= happened_at,
            ActivityRow.proof_type == event_type,
        )
        .order_by(TaskRow.id)
        .with_for_update(of=TaskRow)
    )
    return [(task, done_when) for task, done_when in rows]
