"""The worker of scheduling."""

from services.scheduling.consumers import consumers
from services.scheduling.evidence_files import sweeping
from services.scheduling.rollups.folding import fold
from services.scheduling.school_days import beginning
from shared import worker
from shared.settings import Settings

TIMERS = (beginning.TIMER, sweeping.TIMER, worker.Timer("roll-up", 2, fold))


async def work(settings: Settings) -> None:
    """Relay, consume, begin days, sweep, fold, until cancelled."""
    await worker.run(settings, consumers, TIMERS)
