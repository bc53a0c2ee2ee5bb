"""What becomes of an e-mail: whether to send it at all, what an attempt can come to, when to try again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notifications.messages.deliveries.tables import Reason, State
from services.notifications.recipients.preferences.rules import (
    DAILY_AT,
    UNSILENCED,
    Quiet,
    is_unsilenced,
    is_urgent,
    next_allowed,
    next_daily,
)
from services.notifications.wording.templates.kinds import Kind

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))


@dataclass(frozen=True)
class Letter:
    """A message that is this worker's to mail, with all it needs. `known` says the directory has told of the person.

    `wish`, `quiet_hours`, `daily_at` and `zone` are the recipient's as they stand now; None where they wish nothing.
    """

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
    wish: str | None = None
    quiet_hours: dict[str, Any] | None = None
    daily_at: str | None = None
    zone: str = "UTC"
    sent_with: UUID | None = None
    #: What it tells is undone, or said anew, since it was made.
    undone: bool = False
    #: What the district is called; empty until the directory has told of it.
    district: str = ""
    #: The addresses of the front end its recipient is led to.
    front_end: dict[str, str] | None = None
    #: The link by which its recipient may answer it at once; its address is written as the e-mail is.
    answer_id: UUID | None = None

    @property
    def is_held(self) -> bool:
        """It already waits, or has waited, for the daily e-mail."""
        return self.sent_with is not None


#: What goes in one e-mail, the letter whose e-mail it is first.
Mail = list[Letter]


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
        (letter.undone, Reason.UNDONE),
        (not letter.active, Reason.INACTIVE),
        (letter.wish == "off" and letter.kind not in UNSILENCED, Reason.UNSUBSCRIBED),
        (not letter.address, Reason.NO_ADDRESS),
        (letter.barred, Reason.ADDRESS_SUPPRESSED),
    ):
        if applies:
            return Verdict(State.SUPPRESSED, reason)
    return None


#: What a day's e-mail begins with: what waits for its reader, then their day. The rest follows as it came.
FIRST = (Kind.PLAN_STEP, Kind.BARRIER, Kind.DIGEST, Kind.ESCALATION)
#: Where a digest names tasks.
OF_DIGEST = ("overdue", "due_soon", "unowned_overdue", "unowned_due_soon")


def say_once(mail: Mail) -> Mail:
    """The letters of one e-mail in the order they are read, without what another of them says: of several digests the newest
    is, and neither the ladder nor word of new work that another service asked for tells of what the digest lists.
    """
    places = {kind: place for place, kind in enumerate(FIRST)}
    days = [letter.facts["day"] for letter in mail if letter.kind == Kind.DIGEST]
    newest = max(days, default="")
    said = [letter for letter in mail if letter.kind != Kind.DIGEST or letter.facts["day"] == newest]
    listed = {
        line["task_id"]
        for letter in said
        if letter.kind == Kind.DIGEST
        for name in OF_DIGEST
        for line in letter.facts[name]
    }
    said = [letter for letter in said if not _only_lists(letter, listed)]
    found = [_without(letter, listed) if letter.kind == Kind.ESCALATION else letter for letter in said]
    return sorted((letter for letter in found if letter), key=lambda letter: places.get(Kind(letter.kind), len(places)))


def _only_lists(letter: Letter, listed: set[str]) -> bool:
    """It tells of nothing but work another service newly asked for, and the digest lists all of that."""
    if letter.kind != Kind.TASKS_CHANGED or letter.facts["cause"] != "asked":
        return False
    counts, lines = letter.facts["counts"], letter.facts["lines"]
    return counts["added"] == letter.facts["task_count"] == len(lines) and {line["task_id"] for line in lines} <= listed


def _without(letter: Letter, listed: set[str]) -> Letter | None:
    lines = [line for line in letter.facts["lines"] if line["task_id"] not in listed]
    left = letter.facts["task_count"] - (len(letter.facts["lines"]) - len(lines))
    return replace(letter, facts={**letter.facts, "lines": lines, "task_count": left}) if left else None


def sort_out(mail: Mail) -> tuple[list[tuple[Letter, Verdict]], Mail]:
    """The letters of a mail that are kept back, each with its verdict, and those that go."""
    found = [(letter, kept_back(letter)) for letter in mail]
    return [(letter, kept) for letter, kept in found if kept], [letter for letter, kept in found if kept is None]


def waits_until(letter: Letter, now: datetime, *, daily: bool = True) -> tuple[datetime, Reason] | None:
    """Until when this letter has to wait, and why, if it may not go now. `daily`: what is not urgent usually goes once a day."""
    usual = letter.wish in (None, "urgent") and daily and not is_urgent(letter.kind, letter.facts)
    is_daily = letter.wish == "daily" or usual
    if is_unsilenced(letter.kind, letter.facts) or not (is_daily or letter.quiet_hours):
        return None
    zone = ZoneInfo(letter.zone)
    quiet = Quiet.of(letter.quiet_hours) if letter.quiet_hours else None
    if is_daily and not letter.is_held:
        return next_allowed(next_daily(now, letter.daily_at or DAILY_AT, zone), quiet, zone), Reason.HELD
    allowed = next_allowed(now, quiet, zone)
    return (allowed, Reason.QUIET_HOURS) if allowed > now else None


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts, or None when it is enough."""
    return now + RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None
