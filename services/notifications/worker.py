"""The worker of notifications."""

from services.notifications.consumers import consumers
from services.notifications.messages.deliveries.sending import send_due
from services.notifications.occasions.daily_runs.timer import begin_days
from services.notifications.outlets.stream.repository import purge
from services.notifications.recipients.recipients.rules import KeyMissing
from shared import worker
from shared.settings import Settings

TIMERS = (
    worker.Timer("e-mail", 0.5, send_due),
    worker.Timer("digests", 5, begin_days),
    worker.Timer("stream", 600, purge),
)


async def work(settings: Settings) -> None:
    """Relay, consume, send, until cancelled. Raises `KeyMissing`: without a key no mail could carry its way out."""
    if not settings.secret_key:
        raise KeyMissing("SECRET_KEY is not set")
    await worker.run(settings, consumers, TIMERS)
