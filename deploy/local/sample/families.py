"""Students and their guardians. Siblings share a zone and their guardians, and attend by grade."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.local.sample import names
from deploy.local.sample.schools import GRADES, YEAR_START, Feeder, Row, School

_MAIL_DOMAIN = "families.example.org"
_RACES = ("americanIndian", "asian", "black", "pacificIslander", "white", "several")
_RACE_WEIGHTS = (3, 12, 18, 2, 55, 10)


@dataclass(slots=True)
class Student:
    """A student. `number` is the district's seven-digit student number, with its leading zero."""

    source_id: str
    number: str
    given: str
    preferred: str
    middle: str
    family: str
    grade: str
    school: School
    born_on: date
    sex: str
    race: str
    hispanic: bool
    entered_on: date
    guardian_ids: list[str]


@dataclass(slots=True)
class Guardian:
    """An adult of a family; `role` is parent or guardian; e-mail and mobile number may be empty."""

    source_id: str
    given: str
    family: str
    role: str
    email: str
    mobile: str
    student_ids: list[str] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)


def build_families(rng: random.Random, feeders: list[Feeder], count: int) -> tuple[list[Student], list[Guardian]]:
    """Exactly `count` students (at least 1) and the guardians of their families."""
    if count < 1:
        raise ValueError(f"students must be at least 1, not {count}")
    students: list[Student] = []
    guardians: list[Guardian] = []
    taken: dict[str, int] = {}
    while len(students) < count:
        feeder = rng.choice(feeders)
        family = names.family_name(rng)
        size = min(rng.choices((1, 2, 3), (50, 36, 14))[0], count - len(students))
        adults = _adults(rng, family, len(guardians), taken)
        for grade in rng.sample(GRADES, size):
            student = _student(rng, len(students) + 1, family, grade, feeder.school_for(grade), adults)
            students.append(student)
            for adult in adults:
                adult.student_ids.append(student.source_id)
                if student.school not in adult.schools:
                    adult.schools.append(student.school)
        guardians += adults
    return students, guardians


def _adults(rng: random.Random, family: str, before: int, taken: dict[str, int]) -> list[Guardian]:
    """One or two adults; `before` is how many guardians the district already has."""
    adults = []
    role = "parent" if rng.random() < 0.92 else "guardian"
    for number in range(before, before + rng.choices((1, 2), (27, 73))[0]):
        given = names.given_name(rng)
        own_family = family if rng.random() < 0.75 else names.family_name(rng)
        email = names.email_address(given, own_family, _MAIL_DOMAIN, taken) if rng.random() < 0.88 else ""
        # 555-0100 to 555-0199 are set aside for fiction in every area code.
        area, line = divmod(number, 100)
        mobile = f"+1{201 + area % 780}55501{line:02d}" if rng.random() < 0.93 else ""
        adults.append(Guardian(f"g{300001 + number}", given, own_family, role, email, mobile))
    return adults


def _student(
    rng: random.Random, number: int, family: str, grade: str, school: School, adults: list[Guardian]
) -> Student:
    given = names.given_name(rng)
    first_birthday = date(2020 - GRADES.index(grade), 9, 1)
    is_newcomer = rng.random() < 0.03
    return Student(
        source_id=f"s{100000 + number}",
        number=f"{400000 + number:07d}",
        given=given,
        preferred=given[:3] if rng.random() < 0.05 and given[:3].isalpha() else "",
        middle=names.given_name(rng) if rng.random() < 0.6 else "",
        family=family,
        grade=grade,
        school=school,
        born_on=first_birthday + timedelta(days=rng.randrange(365)),
        sex=rng.choice(("female", "male")),
        race=rng.choices(_RACES, _RACE_WEIGHTS)[0],
        hispanic=rng.random() < 0.34,
        entered_on=YEAR_START + timedelta(days=7 * rng.randint(1, 11)) if is_newcomer else YEAR_START,
        guardian_ids=[adult.source_id for adult in adults],
    )


def demographic_rows(students: list[Student]) -> list[Row]:
    """Rows of demographics.csv; the flags are the words true and false."""
    rows: list[Row] = []
    for student in students:
        flags = ["true" if student.race == race else "false" for race in _RACES]
        flags.append("true" if student.hispanic else "false")
        rows.append((student.source_id, "", "", str(student.born_on), student.sex, *flags, "", "", "", ""))
    return rows
