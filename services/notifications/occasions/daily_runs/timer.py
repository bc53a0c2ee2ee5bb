"""The morning's work of every district: once all of a day is here, its digests are made and its ladder is climbed."""

from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.occasions.digests import repository, service
from services.notifications.occasions.escalations import climbing
from shared import clock
from shared.background import stop_if_cancelled
from shared.context.work import work_for
from shared.db.engine import Database
from shared.logging import log, where
from shared.settings import Settings

#: A day's words come one per person and say how many there are; should one be lost, the others wait no longer than this.
SETTLED_AFTER = timedelta(seconds=60)


async def begin_days(db: Database, settings: Settings, settled_after: timedelta = SETTLED_AFTER) -> None:
    """Begin the day of every district that has told of it; the worker's timer.

    What is told later comes in a second round, and who has had that day's messages gets no others.
    """
    heard_until = clock.now() - settled_after
    for district_id in await repository.districts_waiting(db, heard_until):
        stop_if_cancelled()
        try:
            await _begin_day(db, settings, district_id, heard_until)
        except Exception as error:
            # The others' day begins all the same; this one's is tried again.
            stop_if_cancelled()
            log.warning(
                "day_not_begun", district_id=str(district_id), error_class=type(error).__name__, where=where(error)
            )


async def _begin_day(db: Database, settings: Settings, district_id: UUID, heard_until: datetime) -> None:
    async with work_for(db, settings, district_id) as ctx:
        day = await repository.take_day(ctx, heard_until)
        if day is not None:
            await service.make_digests(ctx, day)
            await climbing.climb(ctx, day)
