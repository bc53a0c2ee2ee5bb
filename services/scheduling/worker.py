"""The worker of scheduling."""

from services.scheduling.consumers import consumers
from services.scheduling.views.rollups.aggregating import fold
from services.scheduling.work.evidence_files import sweeping
from services.scheduling.year.daily_runs import timer
from shared import worker
from shared.settings import Settings

TIMERS = (timer.TIMER, sweeping.TIMER, worker.Timer("roll-up", 2, fold))


async def work(settings: Settings) -> None:
    """Relay, consume, begin days, sweep, fold, until cancelled."""
    await worker.run(settings, consumers, TIMERS)
