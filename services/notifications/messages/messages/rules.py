"""Counting tasks: pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Plan:
    """A published plan, as far as announcing it needs."""

    plan_id: UUID
    title: str
    school_year: str
    chunk_count: int


@dataclass(frozen=True)
class Count:
    """Somebody's (or, with owner_id None, nobody's) tasks of one chunk."""

    owner_id: UUID | None
    tasks: int
    first_due_on: date | None


@dataclass(frozen=True)
class Chunk:
    """Tasks of a plan at one place, counted by owner; without a school the district's own."""

    plan_id: UUID
    chunk: int
    school_id: UUID | None
    counts: list[Count]


def tally(tasks: Iterable[tuple[UUID | None, date | None]]) -> list[Count]:
    """Count tasks by owner, with the first day one of them is due."""
    found: dict[UUID | None, tuple[int, date | None]] = {}
    for owner_id, due_on in tasks:
        number, first = found.get(owner_id, (0, None))
        days = [day for day in (first, due_on) if day is not None]
        found[owner_id] = (number + 1, min(days, default=None))
    return [Count(owner_id, number, first) for owner_id, (number, first) in found.items()]
