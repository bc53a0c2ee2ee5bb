"""School-day arithmetic. School is held on the weekdays of a school year but those it is not, and on its make-up days."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

ONE_DAY = timedelta(days=1)
SATURDAY = 5
NO_DAYS: frozenset[date] = frozenset()
NO_TYPES: frozenset[tuple[date, str]] = frozenset()


@dataclass(frozen=True)
class SchoolYear:
    """The days of a school year, first and last included; equal days make equal school years.

    `non_school_days` are weekdays on which no school is held, `make_up_days` days at the weekend on which it is. `typed` are the
    school days that are of some kind of their own, each with the code of its day type.
    """

    starts_on: date
    ends_on: date
    non_school_days: frozenset[date] = NO_DAYS
    make_up_days: frozenset[date] = NO_DAYS
    typed: frozenset[tuple[date, str]] = NO_TYPES

    @cached_property
    def days_of_type(self) -> Mapping[str, tuple[date, ...]]:
        """The school days of each day type that has some, in order."""
        found: dict[str, list[date]] = defaultdict(list)
        for day, code in sorted(self.typed):
            found[code].append(day)
        return {code: tuple(days) for code, days in found.items()}

    @cached_property
    def untyped(self) -> "SchoolYear":
        """The same days, whatever kind of day they are."""
        return replace(self, typed=NO_TYPES) if self.typed else self

    @cached_property
    def school_days(self) -> tuple[date, ...]:
        """Every day on which school is held, in order."""
        span = (self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1))
        return tuple(day for day in span if self.is_school_day(day))

    def is_school_day(self, day: date) -> bool:
        """Is school held on this day?"""
        if not self.starts_on <= day <= self.ends_on:
            return False
        return day not in self.non_school_days if day.weekday() < SATURDAY else day in self.make_up_days

    def shift(self, day: date, count: int, forward: bool) -> date | None:
        """The `count`-th school day after (or before) `day`; with 0 the day itself or the nearest school day that way.

        None when the school year ends (or begins) first.
        """
        days = self.school_days
        if forward:
            place = bisect_left(days, day) if count == 0 else bisect_right(days, day) + count - 1
        else:
            place = bisect_right(days, day) - 1 if count == 0 else bisect_left(days, day) - count
        return days[place] if 0 <= place < len(days) else None

    def next_school_day(self, day: date) -> date | None:
        """The first school day after `day`; None when the year has none any more."""
        return self.shift(day, 1, True)

    def previous_school_day(self, day: date) -> date | None:
        """The last school day before `day`; None when the year had none yet."""
        return self.shift(day, 1, False)

    def school_days_between(self, first: date, last: date) -> int:
        """How many school days there are from `first` to `last`, both included; 0 when `last` lies before `first`."""
        return max(0, bisect_right(self.school_days, last) - bisect_left(self.school_days, first))


@dataclass(frozen=True)
class Listed:
    """What is listed of single days: school is held on these, not on those; other days go by their weekday.

    Of the days on which it is held, `typed` are those of a kind of their own.
    """

    held: frozenset[date] = NO_DAYS
    closed: frozenset[date] = NO_DAYS
    typed: frozenset[tuple[date, str]] = NO_TYPES

    def under(self, own: "Listed") -> "Listed":
        """These days where a school's own say something else about some of them."""
        said = own.held | own.closed
        typed = frozenset((day, code) for day, code in self.typed if day not in said) if said else self.typed
        return Listed((self.held - own.closed) | own.held, (self.closed - own.held) | own.closed, typed | own.typed)

    def year(self, starts_on: date, ends_on: date) -> SchoolYear:
        """The school year between two days with these days in it."""
        inside = [{day for day in days if starts_on <= day <= ends_on} for days in (self.closed, self.held)]
        closed, held = inside
        return SchoolYear(
            starts_on,
            ends_on,
            frozenset(day for day in closed if day.weekday() < SATURDAY),
            frozenset(day for day in held if day.weekday() >= SATURDAY),
            frozenset((day, code) for day, code in self.typed if starts_on <= day <= ends_on),
        )


@dataclass(frozen=True)
class Calendars:
    """One school year of a district: its own calendar, and those of the schools that differ from it."""

    district: SchoolYear
    own: Mapping[UUID, SchoolYear] = field(default_factory=dict)

    def of(self, school_id: UUID | None) -> SchoolYear:
        """A school's calendar; without a school the district's."""
        return self.own.get(school_id, self.district) if school_id else self.district

    def groups(self) -> list[tuple[SchoolYear, list[UUID] | None]]:
        """Each distinct calendar once, with the schools it holds at; the district's comes first, with None.

        What is computed with the district's holds at every school that no other group names.
        """
        schools: dict[SchoolYear, list[UUID]] = defaultdict(list)
        for school_id, year in self.own.items():
            if year != self.district:
                schools[year].append(school_id)
        return [(self.district, None), *((year, sorted(found)) for year, found in schools.items())]


@dataclass(frozen=True)
class HeldDay:
    """Whether school is held on a day by the district's calendar, and the schools at which it is the other way round."""

    school_is_held: bool = False
    differing: tuple[UUID, ...] = ()


#: Days that are alike at every school: nearly all of them.
ALIKE = {held: HeldDay(held) for held in (False, True)}


def held_days(found: Mapping[date, Calendars | None]) -> dict[date, HeldDay]:
    """What each of some days is, by the calendars of each."""
    others = {id(calendars): calendars.groups()[1:] for calendars in found.values() if calendars}
    days = {}
    for day, calendars in found.items():
        if calendars is None:
            days[day] = ALIKE[False]
            continue
        held = calendars.district.is_school_day(day)
        differing = [schools or () for year, schools in others[id(calendars)] if year.is_school_day(day) != held]
        named = tuple(sorted(school_id for schools in differing for school_id in schools)) if differing else ()
        days[day] = HeldDay(held, named) if named else ALIKE[held]
    return days


def ranges(days: Mapping[date, HeldDay]) -> list[tuple[date, date, HeldDay]]:
    """Neighbouring days that are alike, as first and last day, in order."""
    found: list[tuple[date, date, HeldDay]] = []
    for day in sorted(days):
        if found and found[-1][1] + ONE_DAY == day and found[-1][2] == days[day]:
            found[-1] = (found[-1][0], day, days[day])
        else:
            found.append((day, day, days[day]))
    return found


def compose(
    span: tuple[date, date],
    own_spans: Mapping[UUID, tuple[date, date]],
    listed: Listed,
    own_listed: Iterable[tuple[Listed, Iterable[UUID]]],
) -> Calendars:
    """The calendars of a year from its first and last day, the spans of schools with years of their own, and the days."""
    made: dict[tuple[tuple[date, date], Listed], SchoolYear] = {}
    days_of = {school_id: days for days, schools in own_listed for school_id in schools}
    own = {}
    for school_id in own_spans.keys() | days_of.keys():
        key = own_spans.get(school_id, span), days_of.get(school_id, Listed())
        if key not in made:
            made[key] = listed.under(key[1]).year(*key[0])
        own[school_id] = made[key]
    return Calendars(listed.year(*span), own)


@dataclass(frozen=True)
class Term:
    """A term of the district, or of one school."""

    school_year_id: UUID
    school_id: UUID | None
    kind: str
    code: str
    starts_on: date
    ends_on: date


def holding(terms: Iterable[Term], school_id: UUID | None) -> list[Term]:
    """The terms that hold at a school: of each kind and year its own, or else the district's; by first day."""
    mine = [term for term in terms if term.school_id is None or term.school_id == school_id]
    own = {(term.school_year_id, term.kind) for term in mine if term.school_id is not None}
    held = [term for term in mine if term.school_id is not None or (term.school_year_id, term.kind) not in own]
    return sorted(held, key=lambda term: (term.starts_on, term.kind, term.code))
