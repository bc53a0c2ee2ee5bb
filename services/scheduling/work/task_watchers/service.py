"""Watching a task: for oneself only, and only what one may see."""

from uuid import UUID

from services.scheduling.work.task_watchers import repository
from services.scheduling.work.task_watchers.errors import TooManyWatchers
from services.scheduling.work.task_watchers.events import TaskWatched
from services.scheduling.work.tasks import service as tasks
from shared.context.context import Context
from shared.errors import PeopleOnly
from shared.texts.words import Words

MOST_WATCHERS = 100


async def watch(ctx: Context, task_id: UUID) -> None:
    """Hear of what becomes of a task. Raises `TooManyWatchers`, `PeopleOnly`, `NotFound`."""
    await tasks.read(ctx, task_id)
    me = _me(ctx)
    if await repository.count_others(ctx, task_id, me) >= MOST_WATCHERS:
        raise TooManyWatchers(
            Words(f"{MOST_WATCHERS} people watch it already.", es=f"Ya la siguen {MOST_WATCHERS} personas.")
        )
    await repository.add(ctx, task_id, me)
    ctx.emit(TaskWatched(task_id=task_id, staff_id=me, is_watching=True))


async def leave(ctx: Context, task_id: UUID) -> None:
    """Hear no more of it."""
    await tasks.read(ctx, task_id)
    me = _me(ctx)
    await repository.remove(ctx, task_id, me)
    ctx.emit(TaskWatched(task_id=task_id, staff_id=me, is_watching=False))


def _me(ctx: Context) -> UUID:
    if ctx.principal.staff_id is None:
        raise PeopleOnly(
            Words("A machine client follows events instead.", es="Un cliente automático sigue los eventos.")
        )
    return ctx.principal.staff_id
