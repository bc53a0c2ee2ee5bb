"""Counting tasks: pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

#: Tasks a message of a published plan names.
FIRST = 5


@dataclass(frozen=True)
class Plan:
    """A published plan, as far as announcing it needs."""

    plan_id: UUID
    title: str
    school_year: str
    chunk_count: int
    #: What its activities are called, by id.
    activities: Mapping[str, str]
    published_by_id: UUID | None


@dataclass(frozen=True)
class Count:
    """Somebody's (or, with owner_id None, nobody's) tasks at one place; without a school the district's own."""

    owner_id: UUID | None
    school_id: UUID | None
    tasks: int
    first_due_on: date | None
    #: The first of them: activity and day.
    first: list[tuple[UUID, date]]


@dataclass(frozen=True)
class Chunk:
    """Some tasks of a plan, counted by owner and place."""

    plan_id: UUID
    chunk: int
    counts: list[Count]


def tally(school_id: UUID | None, tasks: Iterable[tuple[UUID | None, date | None, UUID]]) -> list[Count]:
    """Count tasks (owner, day, activity) of one place by owner, with the first of them by the day they are due."""
    found: dict[UUID | None, list[tuple[date | None, UUID]]] = {}
    for owner_id, due_on, activity_id in tasks:
        found.setdefault(owner_id, []).append((due_on, activity_id))
    return [_count(owner_id, school_id, theirs) for owner_id, theirs in found.items()]


def _count(owner_id: UUID | None, school_id: UUID | None, tasks: Sequence[tuple[date | None, UUID]]) -> Count:
    dated = sorted((due_on, activity_id) for due_on, activity_id in tasks if due_on is not None)
    first = [(activity_id, due_on) for due_on, activity_id in dated[:FIRST]]
    return Count(owner_id, school_id, len(tasks), dated[0][0] if dated else None, first)
