"""What a file says of days: lines and events held against the district's day types. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.scheduling.calendar.day_types.rules import (
    CLOSURE,
    EARLY_DISMISSAL,
    HOLIDAY,
    INSTRUCTIONAL,
    TEACHER_ONLY,
    DayType,
)

#: What a calendar's words mean when they name no day type; the first that is found counts.
WORDS = tuple(
    (re.compile(rf"\b({words})\b"), type_.code)
    for words, type_ in (
        (r"early (dismissal|release|out)|half[ -]days?|minimum days?|noon dismissal|clos\w+ early", EARLY_DISMISSAL),
        (
            r"professional (development|learning)|staff (development|days?)|teacher[ -]only|"
            r"teachers?'? (work ?days?|in-?service|planning|institute)|in-?service|institute days?|pd days?",
            TEACHER_ONLY,
        ),
        (r"make-?up days?|(first|last) day of school|school resumes|classes resume", INSTRUCTIONAL),
        (r"schools? closed|snow days?|emergency|closure|weather day", CLOSURE),
        (
            r"no (school|classes|students)|holidays?|break|recess|vacation|labor day|thanksgiving|christmas|"
            r"new year('s|s)?( day)?|martin luther king|mlk|presidents'? day|good friday|memorial day|juneteenth|"
            r"independence day|veterans'? day|indigenous peoples'? day|columbus day",
            HOLIDAY,
        ),
    )
)


@dataclass(frozen=True)
class Wish:
    """A day a file speaks of, on which line, for which school (its code; None: as the caller said)."""

    line: int
    day: date
    day_type: str
    school_code: str | None
    note: str | None


@dataclass(frozen=True)
class LineFault:
    """Why a line cannot be taken; `name` is its column or property."""

    line: int
    name: str
    code: str
    detail: str


@dataclass(frozen=True)
class LeftOut:
    """An event that says nothing of a school day, and why."""

    line: int
    reason: str


def day_type_of(categories: Iterable[str], summary: str, types: Mapping[str, DayType]) -> str | None:
    """The day type an event means: one that a category names, or the summary, or the usual words; None for no idea."""
    named = {plain(name): type_.code for type_ in types.values() for name in (type_.title, type_.code)}
    spoken = [*categories, summary]
    for text in spoken:
        if plain(text) in named:
            return named[plain(text)]
    for text in (summary, *spoken):
        lowered = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        for words, code in WORDS:
            if words.search(lowered):
                return code
    return None


def merge(wishes: Iterable[Wish], types: Mapping[str, DayType]) -> list[Wish]:
    """One wish for each day and school: what closes beats what does not, and what comes first what comes later."""
    found: dict[tuple[str | None, date], Wish] = {}
    for wish in wishes:
        place = wish.school_code, wish.day
        before = found.get(place)
        if before is None or (types[before.day_type].school_is_held and not types[wish.day_type].school_is_held):
            found[place] = wish
    return list(found.values())


def plain(text: str) -> str:
    """A name without case, spaces and signs."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
