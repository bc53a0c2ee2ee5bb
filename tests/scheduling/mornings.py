"""The school day of one district."""

from services.scheduling.year.daily_runs import repository, service
from services.scheduling.year.daily_runs.service import HOUR
from shared import clock
from shared.context.work import work_for
from tests.scheduling.factories import District


async def begin_day(district: District) -> None:
    """Begin it if it is time, as the worker does; the days of all other tests' districts are not this one's to begin."""
    db, settings = district.scheduling.app.state.db, district.scheduling.settings
    if district.id in await repository.districts_beginning(db, clock.now(), HOUR):
        async with work_for(db, settings, district.id) as ctx:
            await service.begin(ctx)
