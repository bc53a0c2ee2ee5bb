"""What is listed of days, and what a correction makes of them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.scheduling.calendar.calendars.rules import Calendars, SchoolYear


@dataclass(frozen=True)
class Entry:
    """What is to be listed of one day, for the district or for one school; `id` is its row's."""

    id: UUID
    school_id: UUID | None
    day: date
    day_type: str
    school_is_held: bool
    note: str | None
    by_school: bool = False


@dataclass(frozen=True)
class Change:
    """The days that became days without school, and those that became school days."""

    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.closed or self.opened)


def retyped(
    days: Iterable[date], before: Mapping[date, Calendars | None], after: Mapping[date, Calendars | None]
) -> tuple[set[str], set[UUID | None]]:
    """The day types of which some of these days are, or are no more, and where (None: by the district's calendar)."""
    codes: set[str] = set()
    where: set[UUID | None] = set()
    named: dict[int, dict[date, set[str]]] = {}

    def types_of(year: SchoolYear | None, day: date) -> set[str]:
        if year is None:
            return set()
        if id(year) not in named:
            found: dict[date, set[str]] = defaultdict(set)
            for on, code in year.typed:
                found[on].add(code)
            named[id(year)] = found
        return named[id(year)].get(day, set())

    for day in days:
        was, now = before[day], after[day]
        schools = {None, *(was.own if was else ()), *(now.own if now else ())}
        for school_id in schools:
            one = types_of(was.of(school_id) if was else None, day)
            other = types_of(now.of(school_id) if now else None, day)
            if one != other:
                codes |= one ^ other
                where.add(school_id)
    return codes, where


def changes(
    days: Iterable[date], before: Mapping[date, Calendars | None], after: Mapping[date, Calendars | None]
) -> dict[UUID | None, Change]:
    """What became of some days: for the district (None), and for the schools where something else became of them."""
    closed: dict[UUID | None, list[date]] = defaultdict(list)
    opened: dict[UUID | None, list[date]] = defaultdict(list)
    schools: set[UUID | None] = {None}
    for found in (before, after):
        for calendars in {id(calendars): calendars for calendars in found.values() if calendars}.values():
            schools |= calendars.own.keys()
    for day in sorted(days):
        was, now = before[day], after[day]
        for school_id in schools:
            held = bool(was and was.of(school_id).is_school_day(day))
            is_held = bool(now and now.of(school_id).is_school_day(day))
            if held != is_held:
                (closed if held else opened)[school_id].append(day)
    made = {school_id: Change(tuple(closed[school_id]), tuple(opened[school_id])) for school_id in schools}
    return {school_id: change for school_id, change in made.items() if school_id is None or change != made[None]}
