"""Who answers for a team on which days: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

LEADER = "leader"
ONE_DAY = timedelta(days=1)


class Member(Protocol):
    """Somebody of the staff on a team, as partners tells it."""

    member_id: UUID
    staff_id: UUID
    meeting_roles: list[str]
    stands_in_for: list[str]
    starts_on: date
    ends_on: date | None
    away_from: date | None
    away_until: date | None


@dataclass(frozen=True)
class Span:
    """Days on which somebody has a part, both included; without a last one it goes on."""

    staff_id: UUID
    starts_on: date
    ends_on: date | None


def leading(members: Sequence[Member], starts_on: date, ends_on: date | None) -> list[Span]:
    """Who answers for a team, from its first day to its last: its leader, else who stands in for them and is there.

    Of several stand-ins the longest on the team.
    """
    found: list[Span] = []
    for first, last in _stretches(members, starts_on, ends_on):
        staff_id = _answers(members, first)
        if staff_id is None:
            continue
        before = found[-1] if found else None
        if before and before.staff_id == staff_id and before.ends_on == first - ONE_DAY:
            found[-1] = Span(staff_id, before.starts_on, last)
        else:
            found.append(Span(staff_id, first, last))
    return found


def belonging(members: Sequence[Member], starts_on: date, ends_on: date | None) -> list[Span]:
    """Who is on a team, as long as there is the team; also on days they are away."""
    found = []
    for one in members:
        first = max(one.starts_on, starts_on)
        last = min(one.ends_on or date.max, ends_on or date.max)
        if first <= last:
            found.append(Span(one.staff_id, first, None if last == date.max else last))
    return found


def _stretches(members: Sequence[Member], starts_on: date, ends_on: date | None) -> Iterator[tuple[date, date | None]]:
    """Days on which nothing turns, from one turn to the day before the next."""
    turns = {starts_on}
    for one in members:
        turns |= {day for day in (one.starts_on, one.away_from) if day}
        turns |= {day + ONE_DAY for day in (one.ends_on, one.away_until) if day and day < date.max}
    ordered = sorted(day for day in turns if starts_on <= day <= (ends_on or date.max))
    for first, following in zip(ordered, [*ordered[1:], None], strict=True):
        yield first, following - ONE_DAY if following else ends_on


def _answers(members: Sequence[Member], day: date) -> UUID | None:
    there = [one for one in members if _is_there(one, day)]
    leaders = [one for one in there if LEADER in one.meeting_roles]
    others = [one for one in there if LEADER in one.stands_in_for]
    some = leaders or others
    return min(some, key=lambda one: (one.starts_on, one.member_id)).staff_id if some else None


def _is_there(one: Member, day: date) -> bool:
    away = one.away_from is not None and one.away_from <= day <= (one.away_until or date.max)
    return one.starts_on <= day <= (one.ends_on or date.max) and not away
