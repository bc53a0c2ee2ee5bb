"""Whose standing has to be worked out anew."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.school_year import school_year_of


@dataclass(frozen=True)
class Scope:
    """Students of schools in one school year; None: all of them.

    With `days`, each of a school, it is everybody of those schools, for whom these days came to count or count no more;
    `student_ids` are then those of whom something was said besides.
    """

    school_year: str
    school_ids: list[UUID] | None = None
    student_ids: list[UUID] | None = None
    days: Sequence[tuple[UUID, date]] = ()

    @property
    def concerned(self) -> list[UUID] | None:
        """The students; None: all of the schools."""
        return None if self.days else self.student_ids


def scopes_of(facts: Sequence[tuple[UUID, UUID, date]], days: Sequence[tuple[UUID, date]]) -> list[Scope]:
    """Whom facts (school, student, day) and schools' days concern, by school year."""
    whole: dict[str, set[tuple[UUID, date]]] = defaultdict(set)
    for school_id, day in days:
        whole[school_year_of(day)].add((school_id, day))
    schools = {year: {school_id for school_id, _ in of_year} for year, of_year in whole.items()}
    said_of: dict[tuple[str, bool], tuple[set[UUID], set[UUID]]] = defaultdict(lambda: (set(), set()))
    for school_id, student_id, day in facts:
        year = school_year_of(day)
        at, students = said_of[year, school_id in schools.get(year, ())]
        at.add(school_id)
        students.add(student_id)
    return [
        Scope(year, sorted(schools[year]), sorted(said_of[year, True][1]), sorted(of_year))
        for year, of_year in sorted(whole.items())
    ] + [
        Scope(year, sorted(at), sorted(students))
        for (year, is_whole), (at, students) in sorted(said_of.items())
        if not is_whole
    ]
