"""What a school adds to a task: steps, notes, links. A done task still takes notes and links."""

from uuid import UUID

from services.scheduling.permissions import POLICY
from services.scheduling.tasks import repository, service
from services.scheduling.tasks.schemas import LinkCreate, NoteCreate, StepCreate, StepUpdate
from services.scheduling.tasks.tables import EvidenceKind, EvidenceRow, NoteRow, StepRow, TaskRow
from shared.web.context import Context


async def add_step(ctx: Context, task_id: UUID, wish: StepCreate) -> TaskRow:
    """Add a step of the school's own."""
    row = await service.to_work_on(ctx, task_id)
    ctx.add(StepRow(task_id=row.id, title=wish.title, done_at=None))
    await ctx.session.flush()
    return row


async def change_step(ctx: Context, task_id: UUID, step_id: UUID, patch: StepUpdate) -> TaskRow:
    """Tick a step, take the tick back, or reword it."""
    row = await service.to_work_on(ctx, task_id)
    step = await repository.get_step(ctx, task_id, step_id)
    changes = patch.changes()
    if "title" in changes:
        step.title = patch.title
    if "done" in changes:
        step.done_at = ctx.now if patch.done else None
    await ctx.session.flush()
    return row


async def remove_step(ctx: Context, task_id: UUID, step_id: UUID) -> TaskRow:
    """Take a step away."""
    row = await service.to_work_on(ctx, task_id)
    await ctx.session.delete(await repository.get_step(ctx, task_id, step_id))
    await ctx.session.flush()
    return row


async def add_note(ctx: Context, task_id: UUID, wish: NoteCreate) -> TaskRow:
    """Add a note."""
    row = await _of_any_state(ctx, task_id)
    ctx.add(NoteRow(task_id=row.id, body=wish.body))
    await ctx.session.flush()
    return row


async def add_link(ctx: Context, task_id: UUID, wish: LinkCreate) -> TaskRow:
    """Add a link to a file that shows the work."""
    row = await _of_any_state(ctx, task_id)
    link = EvidenceRow(
        task_id=row.id, kind=EvidenceKind.LINK, title=wish.title, url=wish.url, event_id=None, event_type=None
    )
    ctx.add(link)
    await ctx.session.flush()
    return row


async def _of_any_state(ctx: Context, task_id: UUID) -> TaskRow:
    row = await service.read(ctx, task_id)
    POLICY.require(ctx.principal, "tasks:write", school_id=row.school_id, owner_id=row.owner_id)
    return row
