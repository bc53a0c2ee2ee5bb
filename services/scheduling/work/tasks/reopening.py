"""Putting right what was done or withdrawn by mistake: the task is open again, and what it had been stays in its history."""

from uuid import UUID

from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.work.tasks import repository, service
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.schemas import TaskReopen
from services.scheduling.work.tasks.tables import OwnerCause, ReopeningRow, TaskRow
from services.scheduling.work.tasks.transitions import REOPEN
from shared.context.context import Context


async def reopen(ctx: Context, task_id: UUID, wish: TaskReopen) -> TaskRow:
    """Open a task again that was done or withdrawn; evidence, notes and steps stay as they are.

    Its owner is who had it, or else who holds its role by now. Raises `PlanEnded`, `WithdrawnByRule`.
    """
    # Whoever ends its plan meanwhile has locked live tasks alone, of which this is none yet.
    await wait_for_publishing(ctx)
    row = await service.take(ctx, task_id, REOPEN)
    activity = await repository.get_activity(ctx, row.activity_id)
    former_state, done_on = row.state, row.done_on
    former = {name: getattr(row, name) for name in ("done_on", "done_by", "withdrawn_reason")}
    ctx.add(ReopeningRow(task_id=row.id, reason=wish.reason, former_state=former_state, **former))
    record(ctx, row.id, "state", former_state, REOPEN.leads_to)
    row.state = REOPEN.leads_to
    row.started_at = row.done_at = row.done_on = row.done_by = None
    row.withdrawn_reason = row.withdrawn_cause = None
    role = row.role or (activity.owner_role if activity else None)
    owner_id = row.slot_id or await repository.owner_now(ctx, row, role, await ctx.today())
    if owner_id != row.owner_id:
        record(ctx, row.id, "owner_id", row.owner_id, owner_id)
        row.owner_id, row.owner_cause = owner_id, OwnerCause.ROLE
    await service.tell_reopened(ctx, row, former_state, done_on)
    return row
