"""A barrier as callers get it: with its steps and, of its tasks, those the caller may see."""

from services.scheduling.planning.plans.tables import ActivityRow
from services.scheduling.work.barriers import repository
from services.scheduling.work.barriers.may import MAY
from services.scheduling.work.barriers.schemas import Barrier, BarrierStep, BarrierTask
from services.scheduling.work.barriers.tables import BarrierRow, BarrierTaskRow
from services.scheduling.work.barriers.transitions import possible
from services.scheduling.work.blocking.codes import code
from services.scheduling.work.tasks import service as tasks_service
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context
from shared.context.replies import References, references, whose
from shared.directory.references import ACTOR, CLIENT, SCHOOL, STAFF


async def wire(ctx: Context, row: BarrierRow) -> Barrier:
    """The whole barrier."""
    tasks = await repository.list_tasks(ctx, row.id)
    seen = await tasks_service.seen(ctx, [task.id for _, task, _ in tasks])
    step_count, steps = await repository.list_steps(ctx, row.id)
    school_ids = await repository.schools_of(ctx, row.id)
    shown = [parts for parts in tasks if parts[1].id in seen]
    people = [row.assignee_id, *(step.assignee_id for step in steps)]
    owners, places = [task.owner_id for _, task, _ in shown], [task.school_id for _, task, _ in shown]
    acting = whose(ACTOR, [row.raised_by, *(step.actor for step in steps)])
    staff = [*people, *owners, *acting[STAFF]]
    known = await references(ctx, {STAFF: staff, CLIENT: acting[CLIENT], SCHOOL: [*school_ids, *places]})
    return known.reply(
        Barrier,
        row,
        code=code(row.number),
        schools=known.all(SCHOOL, school_ids),
        task_count=len(tasks),
        may=await MAY.of(ctx, row.id),
        possible=possible(row.state, row.level),
        steps=[known.reply(BarrierStep, step) for step in steps],
        step_count=step_count,
        tasks=[_task(known, *parts) for parts in shown],
    )


def _task(known: References, link: BarrierTaskRow, task: TaskRow, activity: ActivityRow | None) -> BarrierTask:
    words = {
        "task_id": task.id,
        "activity_code": activity and activity.code,
        "title": activity.title if activity else task.title,
    }
    blocked = {name: getattr(link, name) for name in ("blocked_on", "former_state", "former_due_on", "unblocked_on")}
    return known.reply(BarrierTask, task, **words, **blocked)
