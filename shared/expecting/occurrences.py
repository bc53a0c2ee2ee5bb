"""Occurrences of something expected: the stretch of days each has, the facts that meet it, and how it stands.

A fact meets one occurrence, that of its day. The stretch of an occurrence begins after the due day of the one before and ends
with its own due day, and its grace where it has one; the last of all may be met until the span of the whole is over.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

ONE_DAY = timedelta(days=1)


class OccurrenceStanding(StrEnum):
    """How an occurrence stands. `expected` and `missed` may still be met; `excused` was nobody's to do."""

    EXPECTED = "expected"
    MET = "met"
    EXCUSED = "excused"
    MISSED = "missed"


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included; without `last` for good. It is empty when `last` comes first."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Is it one of the days?"""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Occurrence:
    """One of what is expected, due on a day and met for `grace_days` days more.

    One `is_met` otherwise than by a fact takes none. One that `is_excused` takes none either, be it called off or not to be
    done yet; its days are its own all the same, and no neighbour's.
    """

    id: UUID
    due_on: date
    grace_days: int = 0
    is_met: bool = False
    is_excused: bool = False


@dataclass(frozen=True)
class Answer:
    """What a fact is to an occurrence: it meets it, or it is further evidence of one that is met."""

    occurrence_id: UUID
    meets: bool


def stretches(occurrences: Sequence[Occurrence], span: Span) -> dict[UUID, Span]:
    """The days on which a fact meets each occurrence, within the span of the whole. Those due on one day share a stretch."""
    dues = sorted({occurrence.due_on for occurrence in occurrences})
    found = {}
    for occurrence in occurrences:
        place = bisect_left(dues, occurrence.due_on)
        first = max(span.first, dues[place - 1] + ONE_DAY) if place else span.first
        last = span.last
        if place < len(dues) - 1:
            own = occurrence.due_on + timedelta(days=occurrence.grace_days)
            last = own if span.last is None else min(own, span.last)
        found[occurrence.id] = Span(first, last)
    return found


def answers(
    occurrences: Sequence[Occurrence], facts: Mapping[UUID, date], span: Span, met: Mapping[UUID, UUID] | None = None
) -> dict[UUID, Answer | None]:
    """What each fact (its day) is an answer to; None where its day is in no stretch, or only in those of excused ones.

    Facts are taken by their days, whatever the order they came in. Each meets the earliest occurrence in whose stretch its day
    is and that no fact before it meets; when there is none, it is further evidence of the latest of them that is met.
    Occurrences due on one day come in the order given.

    `met` says which facts met which occurrences before. What was met stays met: where days that moved since would leave one of
    them unmet, each keeps the fact it had.
    """
    before = {fact: occurrence for fact, occurrence in (met or {}).items() if fact in facts}
    found = _by_day(occurrences, facts, span, {})
    still = {answer.occurrence_id for answer in found.values() if answer and answer.meets}
    return found if still.issuperset(before.values()) else _by_day(occurrences, facts, span, before)


def standing(
    occurrence: Occurrence, stretch: Span, today: date, is_open: Callable[[date], bool], *, met: bool = False
) -> OccurrenceStanding:
    """How an occurrence stands on a day; `met` says that a fact meets it.

    It is excused when it was called off, or when no day of its stretch was open until it was due; missed from the day after
    its due day and its grace.
    """
    if met or occurrence.is_met:
        return OccurrenceStanding.MET
    days = (occurrence.due_on - stretch.first).days + 1
    if occurrence.is_excused or not any(is_open(occurrence.due_on - n * ONE_DAY) for n in range(days)):
        return OccurrenceStanding.EXCUSED
    until = occurrence.due_on + timedelta(days=occurrence.grace_days)
    return OccurrenceStanding.MISSED if today > until else OccurrenceStanding.EXPECTED


def _by_day(
    occurrences: Sequence[Occurrence], facts: Mapping[UUID, date], span: Span, kept: Mapping[UUID, UUID]
) -> dict[UUID, Answer | None]:
    days = stretches(occurrences, span)
    in_order = sorted(occurrences, key=lambda occurrence: occurrence.due_on)
    taken = {occurrence.id for occurrence in occurrences if occurrence.is_met} | set(kept.values())
    found: dict[UUID, Answer | None] = {fact: Answer(occurrence, meets=True) for fact, occurrence in kept.items()}
    for fact, day in sorted(facts.items(), key=lambda entry: (entry[1], entry[0])):
        if fact in kept:
            continue
        holding = [one for one in in_order if days[one.id].holds(day) and not one.is_excused]
        first = next((one for one in holding if one.id not in taken), None)
        if first is not None:
            taken.add(first.id)
            found[fact] = Answer(first.id, meets=True)
        else:
            found[fact] = Answer(holding[-1].id, meets=False) if holding else None
    return found


def tally(standings: Iterable[OccurrenceStanding]) -> dict[OccurrenceStanding, int]:
    """How many stand how; every standing is named."""
    counts = dict.fromkeys(OccurrenceStanding, 0)
    for one in standings:
        counts[one] += 1
    return counts
