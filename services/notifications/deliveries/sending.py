"""Sending what is due: claim, send, and each letter's outcome as its own commit with its event.

At least once: a crash between the mail server's word and our commit sends that mail again, with the same Message-ID.
"""

import asyncio
from collections import deque
from datetime import timedelta

from services.notifications.deliveries import queue
from services.notifications.deliveries.mail import Post, compose, verdict
from services.notifications.deliveries.rules import DELIVERED, Letter, Verdict, kept_back, next_attempt
from services.notifications.deliveries.tables import Channel, Reason, State
from services.notifications.events import DeliveryDelivered, DeliveryFailed, DeliverySuppressed
from services.notifications.recipients import repository as recipients
from shared import clock
from shared.db.engine import Database
from shared.logging import log, where
from shared.settings import Settings
from shared.tasks import is_ending, stop_if_cancelled
from shared.web.context import Context
from shared.web.work import work_for

BATCH = 25
LANES = 4
# A slow batch ends before its claims run out, so that no other worker sends its letters too.
LONGEST_BATCH = timedelta(minutes=4)

EVENTS = {
    State.DELIVERED: DeliveryDelivered,
    State.FAILED: DeliveryFailed,
    State.SUPPRESSED: DeliverySuppressed,
}


async def send_due(db: Database, settings: Settings) -> None:
    """Send until nothing is due: one lane while there is little, several connections at once when there is much."""
    if await send_batch(db, settings) < BATCH:
        return
    lanes = [_drain(db, settings) for _ in range(LANES)]
    for result in await asyncio.gather(*lanes, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


async def send_batch(db: Database, settings: Settings) -> int:
    """Send one batch over one connection. Returns how many letters it took."""
    letters = await queue.claim(db, clock.now(), BATCH)
    waiting = deque(letters)
    lost: Verdict | None = None
    try:
        async with Post(settings) as post:
            while waiting and not is_ending() and clock.now() - waiting[0].claimed_at < LONGEST_BATCH:
                letter = waiting.popleft()
                # A server that did not answer once is not waited for again in this batch.
                came_to = kept_back(letter) or lost or await _attempt(post, letter, settings)
                if came_to.reason == Reason.SERVER_UNREACHABLE:
                    lost = came_to
                await _settle(db, settings, letter, came_to)
    finally:
        # A worker that is told to end, or is too slow, leaves the rest to others at once.
        if waiting:
            await queue.release(db, waiting)
    stop_if_cancelled()
    return len(letters)


async def _drain(db: Database, settings: Settings) -> None:
    while await send_batch(db, settings):
        pass


async def _attempt(post: Post, letter: Letter, settings: Settings) -> Verdict:
    try:
        await post.send(compose(letter, settings, clock.now()), letter.address or "")
    except Exception as error:
        came_to = verdict(error)
        log.warning(
            "mail_not_sent",
            delivery_id=str(letter.delivery_id),
            code=came_to.reason,
            smtp_code=came_to.code,
            attempts=letter.attempts,
            error_class=type(error).__name__,
            where=where(error),
        )
        return came_to
    return DELIVERED


async def _settle(db: Database, settings: Settings, letter: Letter, came_to: Verdict) -> None:
    async with work_for(db, settings, letter.district_id) as ctx:
        again = next_attempt(letter.attempts, ctx.now) if came_to.passing else None
        if not await queue.settle(ctx, letter, came_to, again):
            return
        if came_to.reason == Reason.ADDRESS_REJECTED and letter.address and came_to.code:
            await recipients.suppress(ctx, letter.address, came_to.reason.value, came_to.code)
        if again is None:
            _record(ctx, letter, came_to)


def _record(ctx: Context, letter: Letter, came_to: Verdict) -> None:
    ctx.emit(
        EVENTS[came_to.state](
            delivery_id=letter.delivery_id,
            message_id=letter.message_id,
            recipient_id=letter.recipient_id,
            channel=Channel.EMAIL,
            reason=came_to.reason,
        )
    )
