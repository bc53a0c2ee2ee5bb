"""Counting tasks, choosing a language, saying dates and numbers: pure functions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

FALLBACK = "en"

MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}
# CLDR's "long" date pattern of each language.
LONG_DATE = {"en": "{month} {day}, {year}", "es": "{day} de {month} de {year}"}


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
    """One school's tasks of a plan, counted by owner."""

    plan_id: UUID
    chunk: int
    school_id: UUID
    counts: list[Count]


def tally(tasks: Iterable[tuple[UUID | None, date | None]]) -> list[Count]:
    """Count tasks by owner, with the first day one of them is due."""
    found: dict[UUID | None, tuple[int, date | None]] = {}
    for owner_id, due_on in tasks:
        number, first = found.get(owner_id, (0, None))
        days = [day for day in (first, due_on) if day is not None]
        found[owner_id] = (number + 1, min(days, default=None))
    return [Count(owner_id, number, first) for owner_id, (number, first) in found.items()]


def language_for(person: str | None, district: str | None, available: Collection[str]) -> str:
    """The person's language, its base language, the district's, its base language, English: the first there is."""
    for wanted in (person, district):
        for language in (wanted, (wanted or "").partition("-")[0]):
            if language in available:
                return str(language)
    return FALLBACK


def say_day(day: date, language: str) -> str:
    """A date as people write it: December 4, 2026; 4 de diciembre de 2026."""
    spoken = language if language in LONG_DATE else language.partition("-")[0]
    spoken = spoken if spoken in LONG_DATE else FALLBACK
    return LONG_DATE[spoken].format(month=MONTHS[spoken][day.month - 1], day=day.day, year=day.year)


def say_count(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 task; 1,200 tasks. Both languages group digits by commas in the United States."""
    return f"{number:,} {one if number == 1 else many}"
