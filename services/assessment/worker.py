"""The worker of assessment."""

from services.assessment.consumers import DAILY_WORK, consumers
from services.assessment.privacy.disclosures.publishing import emit_readings
from shared import worker
from shared.settings import Settings

TIMERS = (worker.Timer("readings", 60, emit_readings), worker.Timer("daily-work", 60, DAILY_WORK.begin_alone))


async def work(settings: Settings) -> None:
    """Relay, consume, tell of readings, until cancelled."""
    await worker.run(settings, consumers, TIMERS)
