"""Letting blocked tasks go on: each gets its state back and, by the barrier's rule, its due date; its owner is told."""

from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.scheduling.work.barriers import days, rules
from services.scheduling.work.barriers.tables import BarrierRow
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.blocking.codes import code
from services.scheduling.work.tasks.change_events import FORMER, STAMP, emitted_in_sql
from services.scheduling.work.tasks.touching import touch
from shared.context.context import Context
from shared.ids import new_id

#: Ends a barrier's hold, on one task or all; what nothing else holds goes on. `restoring.md` explains it.
RELEASE = text(f"""
with freed as (
  select * from unnest(cast(:task_ids as uuid[]), cast(:states as text[]), cast(:due_ons as date[])) as f (id, state, due_on)),
unlinked as (
  update barrier_tasks set unblocked_on = :today
  where district_id = :district_id and barrier_id = :barrier_id and unblocked_on is null
    and (cast(:task_id as uuid) is null or task_id = :task_id)
  returning task_id),
unlinked_noted as (
  insert into task_history (district_id, id, task_id, happened_at, actor, what, before, after, change_id)
  select :district_id, uuidv7(), task_id, :now, :actor, 'barrier', :barrier, null, :change_id from unlinked),
updated as (
  update tasks t set state = f.state, due_on = f.due_on, blocked_on = null, {STAMP},
    moved_from = case when f.due_on = t.due_on then t.moved_from end
  from freed f where t.district_id = :district_id and t.id = f.id
  returning {FORMER}),
{emitted_in_sql("updated")}""")  # noqa: S608  put together from constants of ours; every value is an argument


async def release(ctx: Context, row: BarrierRow, today: date, task_id: UUID | None = None) -> None:
    """End a barrier's hold on all its tasks, or on one. Those that another barrier still blocks stay blocked.

    The tasks are locked. The rule is that of the barrier that lets go last, for all the days the task was blocked.
    """
    blocked = await blocking.blocked_tasks(ctx, row.id, task_id)
    touch(ctx, [task.id for task in blocked], "barrier")
    freed = [task for task in blocked if task.is_last]
    first = min((min(task.blocked_on, task.due_on) for task in freed), default=today)
    calendars = await days.calendars_from(ctx, first)
    years = {task.school_id: days.years_of(calendars, task.school_id) for task in freed}
    values = {
        "task_ids": [task.id for task in freed],
        "states": [task.former_state for task in freed],
        "due_ons": [
            rules.restored(row.restore, years[task.school_id], task.due_on, task.blocked_on, today) for task in freed
        ],
    }
    keys = {"barrier_id": row.id, "task_id": task_id, "today": today}
    change = {"change_id": new_id(), "cause": "barrier", "barrier": code(row.number)}
    await ctx.session.execute(RELEASE, {**values, **keys, **change, **ctx.emitting()})
