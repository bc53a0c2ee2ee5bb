"""Pure rules of relationships: how one stands on a day."""

from datetime import date, timedelta
from typing import Protocol

from services.partners.community.relationships.tables import RelationshipHealth


class Facts(Protocol):
    """What a relationship's row says of it."""

    started_on: date
    ended_on: date | None
    last_contact_on: date | None
    next_step_on: date | None


class Rules(Protocol):
    """The district's rules, in days of the calendar."""

    stale_after_days: int
    overdue_after_days: int
    due_before_days: int


def health(row: Facts, rules: Rules, today: date, *, is_owned: bool) -> RelationshipHealth:
    """How it stands: over, without anybody, stale, due, or good; the first of these that is so."""
    if row.ended_on is not None and row.ended_on < today:
        return RelationshipHealth.ENDED
    if not is_owned:
        return RelationshipHealth.UNOWNED
    quiet = today - max(row.started_on, row.last_contact_on or row.started_on)
    late = today - row.next_step_on if row.next_step_on else timedelta(days=-rules.due_before_days - 1)
    if quiet > timedelta(days=rules.stale_after_days) or late > timedelta(days=rules.overdue_after_days):
        return RelationshipHealth.STALE
    return RelationshipHealth.DUE if late >= timedelta(days=-rules.due_before_days) else RelationshipHealth.GOOD
