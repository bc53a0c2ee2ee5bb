"""The worker of assessment."""

from services.assessment.consumers import consumers
from services.assessment.privacy.disclosures.publishing import emit_readings
from shared import worker
from shared.settings import Settings

TIMERS = (worker.Timer("readings", 60, emit_readings),)


async def work(settings: Settings) -> None:
    """Relay, consume, tell of readings, until cancelled."""
    await worker.run(settings, consumers, TIMERS)
