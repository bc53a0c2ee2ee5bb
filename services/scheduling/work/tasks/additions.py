"""What a school adds to a task: steps, notes, links. A done task still takes notes and links."""

from uuid import UUID

from services.scheduling.work.tasks import repository, service
from services.scheduling.work.tasks.history import record
from services.scheduling.work.tasks.schemas import LinkCreate, NoteCreate, StepCreate, StepUpdate
from services.scheduling.work.tasks.tables import StepRow, TaskRow
from services.scheduling.work.tasks.transitions import EVIDENCE, NOTES, STEPS
from shared.context.context import Context


async def add_step(ctx: Context, task_id: UUID, wish: StepCreate) -> TaskRow:
    """Add a step of the school's own."""
    row = await service.take(ctx, task_id, STEPS)
    ctx.add(StepRow(task_id=row.id, title=wish.title, done_at=None))
    record(ctx, row.id, "step", None, wish.title)
    await ctx.session.flush()
    return row


async def change_step(ctx: Context, task_id: UUID, step_id: UUID, patch: StepUpdate) -> TaskRow:
    """Tick a step, take the tick back, or reword it."""
    row = await service.take(ctx, task_id, STEPS)
    step = await repository.get_step(ctx, task_id, step_id)
    changes = patch.changes()
    if "title" in changes:
        record(ctx, row.id, "step", step.title, patch.title)
        step.title = patch.title
    if "done" in changes and patch.done != (step.done_at is not None):
        record(ctx, row.id, "step_done", *((None, step.title) if patch.done else (step.title, None)))
        step.done_at = ctx.now if patch.done else None
    await ctx.session.flush()
    return row


async def remove_step(ctx: Context, task_id: UUID, step_id: UUID) -> TaskRow:
    """Take a step away."""
    row = await service.take(ctx, task_id, STEPS)
    step = await repository.get_step(ctx, task_id, step_id)
    record(ctx, row.id, "step", step.title, None)
    await ctx.session.delete(step)
    await ctx.session.flush()
    return row


async def add_note(ctx: Context, task_id: UUID, wish: NoteCreate) -> TaskRow:
    """Add a note."""
    row = await service.take(ctx, task_id, NOTES, lock=False)
    repository.keep_note(ctx, row.id, wish.body, wish.visibility)
    await ctx.session.flush()
    return row


async def add_link(ctx: Context, task_id: UUID, wish: LinkCreate) -> TaskRow:
    """Add a link to a file that shows the work."""
    row = await service.take(ctx, task_id, EVIDENCE, lock=False)
    repository.keep_link(ctx, row.id, wish.title, wish.url)
    await ctx.session.flush()
    return row
