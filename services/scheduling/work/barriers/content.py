"""A barrier as callers get it: with its steps and, of its tasks, those the caller may see."""

from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.work.barriers import repository
from services.scheduling.work.barriers.schemas import Barrier, BarrierStep, BarrierTask
from services.scheduling.work.barriers.tables import BarrierRow, BarrierTaskRow
from services.scheduling.work.barriers.transitions import possible
from services.scheduling.work.blocking.codes import code
from services.scheduling.work.tasks import service as tasks_service
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context

#: Fields of the wire that are the barrier row's own.
OWN = (
    *("id", "number", "title", "description", "category", "state", "level", "restore", "contact", "raised_by"),
    *("raised_by_id", "raised_on", "assignee_id", "decision", "resolution", "answer_due_on", "resolved_on"),
    *("reopened_count", "version", "created_at", "updated_at"),
)


async def wire(ctx: Context, row: BarrierRow) -> Barrier:
    """The whole barrier."""
    tasks = await repository.list_tasks(ctx, row.id)
    seen = await tasks_service.seen(ctx, [task.id for _, task, _ in tasks])
    step_count, steps = await repository.list_steps(ctx, row.id)
    return Barrier(
        **{name: getattr(row, name) for name in OWN},
        code=code(row.number),
        school_ids=await repository.schools_of(ctx, row.id),
        task_count=len(tasks),
        possible=possible(row.state, row.level),
        steps=[BarrierStep.model_validate(step, from_attributes=True) for step in steps],
        step_count=step_count,
        tasks=[_task(*parts) for parts in tasks if parts[1].id in seen],
    )


def _task(link: BarrierTaskRow, task: TaskRow, activity: ActivityRow) -> BarrierTask:
    return BarrierTask(
        task_id=task.id,
        activity_code=activity.code,
        title=activity.title,
        school_id=task.school_id,
        owner_id=task.owner_id,
        state=task.state,
        due_on=task.due_on,
        blocked_on=link.blocked_on,
        former_state=link.former_state,
        former_due_on=link.former_due_on,
        unblocked_on=link.unblocked_on,
    )
