"""What becomes of an e-mail: whether to send it at all, what an attempt can come to, when to try again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.deliveries.tables import Reason, State

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))


@dataclass(frozen=True)
class Letter:
    """An e-mail that is this worker's to send, with all it needs. `known` says the directory has told of the person."""

    district_id: UUID
    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    claimed_at: datetime
    attempts: int
    kind: str
    language: str
    facts: dict[str, Any]
    known: bool
    active: bool
    name: str
    address: str | None
    barred: bool
    unsubscribed: bool


@dataclass(frozen=True)
class Verdict:
    """What an attempt came to; `passing` means that it is worth another one later."""

    state: State
    reason: Reason | None = None
    code: int | None = None
    passing: bool = False


DELIVERED = Verdict(State.DELIVERED)
UNREACHABLE = Verdict(State.FAILED, Reason.SERVER_UNREACHABLE, passing=True)
FAULTY = Verdict(State.FAILED, Reason.FAULT, passing=True)


def kept_back(letter: Letter) -> Verdict | None:
    """Why this letter is not to be sent, if it is not."""
    if not letter.known:
        # The directory's word about a new person may come after the plan's.
        return Verdict(State.FAILED, Reason.RECIPIENT_UNKNOWN, passing=True)
    for applies, reason in (
        (not letter.active, Reason.INACTIVE),
        (letter.unsubscribed, Reason.UNSUBSCRIBED),
        (not letter.address, Reason.NO_ADDRESS),
        (letter.barred, Reason.ADDRESS_SUPPRESSED),
    ):
        if applies:
            return Verdict(State.SUPPRESSED, reason)
    return None


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts, or None when it is enough."""
    return now + RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None
