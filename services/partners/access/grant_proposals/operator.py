"""A piece of the operator's work in one district, from the command line."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from services.partners.rooms import ROOMS
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import Database
from shared.settings import Settings

T = TypeVar("T")


async def within(settings: Settings, district_id: UUID, work: Callable[[Context], Awaitable[T]]) -> T:
    """Do it in a transaction of its own. Raises a `Refusal`."""
    ROOMS.load_tables()
    db = Database(settings.database_url, pool_size=1)
    try:
        async with work_for(db, settings, district_id) as ctx:
            return await work(ctx)
    finally:
        await db.close()
