"""The timer: districts' days begin by their own clocks."""

from datetime import time

from services.scheduling.year.daily_runs import repository, service
from shared import clock, telemetry
from shared.context.work import work_for
from shared.db.engine import Database
from shared.logging import log, where
from shared.settings import Settings
from shared.worker import Timer

#: A day that has not begun by then raises an alarm.
LATE = time(6, 30)


async def begin_days(db: Database, settings: Settings) -> None:
    """Begin the day of every district where it is due; one district's failure is not another's."""
    for district_id in await repository.districts_beginning(db, clock.now(), service.HOUR):
        try:
            async with work_for(db, settings, district_id) as ctx:
                await service.begin(ctx)
        except Exception as error:
            fields = {"error_class": type(error).__name__, "where": where(error)}
            log.warning("day_not_begun", district_id=str(district_id), **fields)
    telemetry.DAYS_NOT_BEGUN.set(len(await repository.districts_beginning(db, clock.now(), LATE)))


TIMER = Timer("school-days", 30, begin_days)
