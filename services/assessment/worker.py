"""The worker of assessment."""

from services.assessment.consumers import consumers
from shared import worker
from shared.settings import Settings


async def work(settings: Settings) -> None:
    """Relay, consume, until cancelled."""
    await worker.run(settings, consumers)
