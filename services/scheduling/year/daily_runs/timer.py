"""The timer: districts' days begin by their own clocks."""

from datetime import time

from services.scheduling.year.daily_runs import repository, service
from shared import clock
from shared.context.work import work_for
from shared.db.engine import Database
from shared.logging import log, where
from shared.settings import Settings
from shared.worker import Timer

#: When a day begins, by the district's clock.
HOUR = time(6)


async def begin_days(db: Database, settings: Settings) -> None:
    """Begin the day of every district where it is due; one district's failure is not another's."""
    for district_id in await repository.districts_beginning(db, clock.now(), HOUR):
        try:
            async with work_for(db, settings, district_id) as ctx:
                await service.begin(ctx)
        except Exception as error:
            fields = {"error_class": type(error).__name__, "where": where(error)}
            log.warning("day_not_begun", district_id=str(district_id), **fields)


TIMER = Timer("school-days", 30, begin_days)
