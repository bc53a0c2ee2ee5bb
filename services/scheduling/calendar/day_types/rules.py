"""The day types every district has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DayType:
    """A kind of day, and whether school is held on it."""

    code: str
    title: str
    school_is_held: bool


INSTRUCTIONAL = DayType("instructional", "Instructional day", True)
HOLIDAY = DayType("holiday", "Holiday", False)
TEACHER_ONLY = DayType("teacher_only", "Teacher-only day", False)
EARLY_DISMISSAL = DayType("early_dismissal", "Early dismissal", True)
CLOSURE = DayType("closure", "Closure", False)

STANDARD = {type_.code: type_ for type_ in (INSTRUCTIONAL, HOLIDAY, TEACHER_ONLY, EARLY_DISMISSAL, CLOSURE)}
