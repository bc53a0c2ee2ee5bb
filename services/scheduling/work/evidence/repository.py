"""SQL of evidence."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from services.scheduling.planning.plans.tables import ActivityRow, PlanRow, PlanState
from services.scheduling.work.task_states import LIVE, live_in_sql
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context
from shared.directory.queries import at_work_in_sql, held_in_sql

# Roles at schools that began after one day and hold on the other, where a live task waits for some role.
BEGUN_ROLES = text(f"""
select r.id, r.school_id, r.role from directory_roles r
{at_work_in_sql()}
where r.starts_on > :last and {held_in_sql(":today")} and exists (
  select from tasks t join activities a on a.district_id = t.district_id and a.id = t.activity_id
  where t.district_id = r.district_id and t.school_id = r.school_id and {live_in_sql()}
    and a.proof_type = :type)
order by r.starts_on, r.id""")


async def begun_roles(ctx: Context, type_: str, last: date, today: date) -> Sequence[Row[Any]]:
    """(id, school_id, role) of the roles begun since `last` that could prove a task of this proof type."""
    return (await ctx.session.execute(BEGUN_ROLES, {"type": type_, "last": last, "today": today})).all()


async def lock_provable(
    ctx: Context, school_id: UUID, event_type: str, happened_at: datetime
) -> list[tuple[TaskRow, dict[str, Any]]]:
    """The school's live tasks that an event of this type may prove, with what counts as done for each."""
    rows = await ctx.session.execute(
        select(TaskRow, ActivityRow.done_when)
        .join(ActivityRow, (ActivityRow.id == TaskRow.activity_id) & (ActivityRow.district_id == TaskRow.district_id))
        .join(PlanRow, (PlanRow.id == TaskRow.plan_id) & (PlanRow.district_id == TaskRow.district_id))
        .where(
            PlanRow.state == PlanState.PUBLISHED,
            TaskRow.school_id == school_id,
            TaskRow.state.in_(LIVE),
            TaskRow.created_at <= happened_at,
            ActivityRow.proof_type == event_type,
        )
        .order_by(TaskRow.id)
        .with_for_update(of=TaskRow)
    )
    return [(task, done_when) for task, done_when in rows]
