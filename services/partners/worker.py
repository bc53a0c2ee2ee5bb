"""The worker of partners."""

from services.partners.access.sign_ins.backchannel_logout import send_notices, sweep
from services.partners.access.tokens.repository import purge
from services.partners.consumers import DAILY_WORK, consumers
from services.partners.privacy.disclosures.recording import keep_own_readings
from services.partners.privacy.emergency_access import service as emergency_access
from shared import clock, worker
from shared.db.engine import Database
from shared.settings import Settings


async def work(settings: Settings) -> None:
    """Relay, consume, until cancelled."""
    await worker.run(
        settings,
        consumers,
        (
            emergency_access.TIMER,
            worker.Timer("daily-work", 60, DAILY_WORK.begin_alone),
            worker.Timer("readings", 60, keep_own_readings),
            worker.Timer("sign-ins", 600, forget_sign_ins),
            worker.Timer("sessions", 600, sweep),
            worker.Timer("logout-notices", 2, send_notices),
        ),
    )


async def forget_sign_ins(db: Database, _: Settings) -> None:
    """Drop assertions past their end and failed sign-ins of yesterday."""
    await purge(db, clock.now())
