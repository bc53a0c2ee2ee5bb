"""The day types every district has."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DayType:
    """A kind of day, and whether school is held on it."""

    code: str
    title: str
    school_is_held: bool


@dataclass(frozen=True)
class DayTypes:
    """The day types there are: those of every school, and schools' own; by code."""

    district: Mapping[str, DayType]
    own: Mapping[UUID, Mapping[str, DayType]]

    def at(self, school_id: UUID | None) -> dict[str, DayType]:
        """Those that days of a school can be of; without one those of the district's calendar."""
        return {**self.district, **(self.own.get(school_id, {}) if school_id else {})}

    def held(self) -> set[str]:
        """The codes of all, anybody's, on whose days school is held, but of the plain one."""
        every = [*self.district.values(), *(type_ for types in self.own.values() for type_ in types.values())]
        return {type_.code for type_ in every if type_.school_is_held} - {INSTRUCTIONAL.code}


INSTRUCTIONAL = DayType("instructional", "Instructional day", True)
HOLIDAY = DayType("holiday", "Holiday", False)
TEACHER_ONLY = DayType("teacher_only", "Teacher-only day", False)
EARLY_DISMISSAL = DayType("early_dismissal", "Early dismissal", True)
CLOSURE = DayType("closure", "Closure", False)

STANDARD = {type_.code: type_ for type_ in (INSTRUCTIONAL, HOLIDAY, TEACHER_ONLY, EARLY_DISMISSAL, CLOSURE)}
