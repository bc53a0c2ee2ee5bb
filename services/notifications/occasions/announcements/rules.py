"""How an announcement would reach people, from what they wish."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.notifications.messages.deliveries.tables import Channel, Reason
from services.notifications.recipients.preferences.rules import Quiet, next_allowed

MOST_PEOPLE = 20_000


@dataclass(frozen=True)
class Group:
    """People whom the channels treat alike; `email` is what their e-mail would come to, `quiet_hours` theirs."""

    inbox: str
    email: str
    quiet_hours: Mapping[str, Any] | None
    zone: str | None
    count: int


@dataclass
class Reached:
    """People counted by what would happen."""

    inbox: int = 0
    email: int = 0
    waiting: int = 0
    held: int = 0
    suppressed: Counter[tuple[Channel, Reason]] = field(default_factory=Counter)


def reach(groups: Iterable[Group], now: datetime) -> Reached:
    """Add the groups up; of those who get e-mail at once, some may have quiet hours now."""
    found = Reached()
    for group in groups:
        if group.inbox == "off":
            found.suppressed[Channel.INBOX, Reason.UNSUBSCRIBED] += group.count
        else:
            found.inbox += group.count
        if group.email == "held":
            found.held += group.count
        elif group.email != "email":
            found.suppressed[Channel.EMAIL, Reason(group.email)] += group.count
        elif group.quiet_hours and next_allowed(now, Quiet.of(group.quiet_hours), ZoneInfo(group.zone or "UTC")) > now:
            found.waiting += group.count
        else:
            found.email += group.count
    return found
