"""Tasks of a pool: whoever of the role takes one owns it, and may put it back for the others."""

from uuid import UUID

from services.scheduling.work.tasks import service
from services.scheduling.work.tasks.tables import TaskRow
from services.scheduling.work.tasks.telling import tell
from services.scheduling.work.tasks.transitions import RELEASE, TAKE
from shared.context.context import Context


async def take(ctx: Context, task_id: UUID) -> TaskRow:
    """Take a task that nobody has; of two at once the second is told. Raises `PeopleOnly`, `NoPool`, `TakenAlready`."""
    TAKE.check_caller(ctx)
    row = await service.take(ctx, task_id, TAKE)
    await tell(ctx, await service.give_to(ctx, row, ctx.principal.staff_id, "taken"))
    return row


async def release(ctx: Context, task_id: UUID) -> TaskRow:
    """Put it back. Raises `NoPool`."""
    row = await service.take(ctx, task_id, RELEASE)
    await tell(ctx, await service.give_to(ctx, row, None, "released"))
    return row
