"""Tasks of a pool: whoever of the role takes one owns it, and may put it back for the others.

Who covers somebody of the role takes for them: it is the absent person's then, and history says who took it.
"""

from uuid import UUID

from services.scheduling.work.task_states import LIVE
from services.scheduling.work.tasks import service
from services.scheduling.work.tasks.errors import TakenAlready
from services.scheduling.work.tasks.tables import TaskRow
from services.scheduling.work.tasks.taking import would_own
from services.scheduling.work.tasks.telling import tell
from services.scheduling.work.tasks.transitions import RELEASE, TAKE
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words


async def take(ctx: Context, task_id: UUID) -> TaskRow:
    """Take a task that nobody has; of two at once the second is told. Raises `PeopleOnly`, `NoPool`, `TakenAlready`."""
    TAKE.check_caller(ctx)
    try:
        row = await service.take(ctx, task_id, TAKE)
    except NotFound:
        await _was_somebody_faster(ctx, task_id)
        raise
    await tell(ctx, await service.give_to(ctx, row, await would_own(ctx, row), "taken"))
    return row


async def _was_somebody_faster(ctx: Context, task_id: UUID) -> None:
    """What was theirs to take is out of their sight once another has it: they hear why. Raises `TakenAlready`."""
    row = await ctx.find(TaskRow, task_id)
    if row and row.is_pool and row.owner_id and row.state in LIVE and await would_own(ctx, row):
        raise TakenAlready(Words("Somebody else of your role has it.", es="La tiene otra persona de su rol."))


async def release(ctx: Context, task_id: UUID) -> TaskRow:
    """Put it back. Raises `NoPool`."""
    row = await service.take(ctx, task_id, RELEASE)
    await tell(ctx, await service.give_to(ctx, row, None, "released"))
    return row
