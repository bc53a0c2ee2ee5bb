"""SQL of watchers."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from services.scheduling.work.task_watchers.schemas import Watcher
from services.scheduling.work.task_watchers.tables import WatcherRow
from shared.context.context import Context
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.ids import new_id

LISTING = listing(WatcherRow, Watcher, Paging, changed="since", filters={"task_id": "s.task_id = {}::uuid"})


async def add(ctx: Context, task_id: UUID, staff_id: UUID) -> None:
    """Begin to watch; doing it twice changes nothing."""
    row = {"district_id": ctx.district_id, "id": new_id(), "task_id": task_id, "staff_id": staff_id, "since": ctx.now}
    await ctx.session.execute(insert(WatcherRow).values(row).on_conflict_do_nothing())


async def remove(ctx: Context, task_id: UUID, staff_id: UUID) -> None:
    """Stop watching; doing it twice changes nothing."""
    await ctx.session.execute(delete(WatcherRow).where(WatcherRow.task_id == task_id, WatcherRow.staff_id == staff_id))


async def count_others(ctx: Context, task_id: UUID, staff_id: UUID) -> int:
    """How many besides this person watch the task."""
    query = select(func.count(WatcherRow.id)).where(WatcherRow.task_id == task_id, WatcherRow.staff_id != staff_id)
    return int(await ctx.session.scalar(query) or 0)
