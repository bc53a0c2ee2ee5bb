"""The worker of scheduling."""

from services.scheduling.consumers import consumers
from services.scheduling.evidence_files import sweeping
from shared import worker
from shared.settings import Settings


async def work(settings: Settings) -> None:
    """Relay, consume, sweep, until cancelled."""
    await worker.run(settings, consumers, (sweeping.TIMER,))
