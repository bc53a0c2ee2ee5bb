"""Sending what is due: claim, send, and each letter's outcome as its own commit with its event.

At least once: a crash between the mail server's word and our commit sends that mail again, with the same Message-ID.
What may not go now waits, without an attempt: until quiet hours end, or with others for the daily e-mail.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.notifications.messages.deliveries import queue
from services.notifications.messages.deliveries.events import DeliveryDelivered, DeliveryFailed, DeliverySuppressed
from services.notifications.messages.deliveries.mail import Post, compose, verdict
from services.notifications.messages.deliveries.rules import (
    DELIVERED,
    Letter,
    Mail,
    Verdict,
    next_attempt,
    sort_out,
    waits_until,
)
from services.notifications.messages.deliveries.tables import Channel, Reason, State
from services.notifications.recipients.recipients import repository as recipients
from shared import clock
from shared.background import is_ending, stop_if_cancelled
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.engine import Database
from shared.logging import log, where
from shared.settings import Settings

BATCH = 25
LANES = 4
# A slow batch ends before its claims run out, so that no other worker sends its letters too.
LONGEST_BATCH = timedelta(minutes=4)


class Outcome(NamedTuple):
    """What became of one letter, and in whose e-mail it went or goes."""

    letter: Letter
    came_to: Verdict
    sent_with: UUID | None


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
    """Send one batch over one connection. Returns how many mails it took."""
    now = clock.now()
    mails = await queue.claim(db, now, BATCH)
    waiting = deque(await _let_wait(db, mails, now, settings.mail_daily))
    lost: Verdict | None = None
    try:
        async with Post(settings) as post:
            while waiting and not is_ending() and clock.now() - now < LONGEST_BATCH:
                kept, going = sort_out(waiting.popleft())
                outcomes = [Outcome(*one, one[0].sent_with if one[1].passing else None) for one in kept]
                if going:
                    # A server that did not answer once is not waited for again in this batch.
                    came_to = lost or await _attempt(post, going, settings)
                    lost = came_to if came_to.reason == Reason.SERVER_UNREACHABLE else lost
                    # Who stays behind no longer leads: those who go follow the first of them from now on.
                    head = going[0].delivery_id if going[0].is_held else None
                    outcomes += [Outcome(letter, came_to, head) for letter in going]
                await _settle(db, settings, outcomes)
    finally:
        # A worker that is told to end, or is too slow, leaves the rest to others at once.
        if waiting:
            await queue.release(db, [letter for mail in waiting for letter in mail])
    stop_if_cancelled()
    return len(mails)


async def _drain(db: Database, settings: Settings) -> None:
    while await send_batch(db, settings):
        pass


async def _let_wait(db: Database, mails: Sequence[Mail], now: datetime, daily: bool) -> list[Mail]:
    """Put off what may not go now; returns the rest. What is kept back anyway waits for nothing."""
    waiting = []
    ready = []
    for mail in mails:
        _, going = sort_out(mail)
        wait = waits_until(going[0], now, daily=daily) if going else None
        if wait:
            waiting.append((mail, *wait))
        else:
            ready.append(mail)
    if waiting:
        await queue.postpone(db, waiting)
    return ready


async def _attempt(post: Post, letters: Mail, settings: Settings) -> Verdict:
    letter = letters[0]
    try:
        await post.send(compose(letters, settings, clock.now()), letter.address or "")
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


async def _settle(db: Database, settings: Settings, outcomes: Sequence[Outcome]) -> None:
    """All letters of a mail in one commit: their first one is never done without the others."""
    async with work_for(db, settings, outcomes[0].letter.district_id) as ctx:
        for letter, came_to, sent_with in outcomes:
            again = next_attempt(letter.attempts, ctx.now) if came_to.passing else None
            if not await queue.settle(ctx, letter, came_to, again, sent_with):
                continue
            if came_to.reason == Reason.ADDRESS_REJECTED and letter.address and came_to.code:
                await recipients.suppress(ctx, letter.address, came_to.reason.value, came_to.code)
            if again is None:
                _record(ctx, letter, came_to)


def _record(ctx: Context, letter: Letter, came_to: Verdict) -> None:
    came_of_it = {"delivery_id": letter.delivery_id, "channel": Channel.EMAIL, "reason": came_to.reason}
    ctx.emit(EVENTS[came_to.state].of(letter, **came_of_it))
