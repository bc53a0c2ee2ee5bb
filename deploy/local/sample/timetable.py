"""Classes and who is in them: homerooms in elementary schools, six periods a day from grade 06."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from deploy.local.sample.courses import Course
from deploy.local.sample.families import Student
from deploy.local.sample.schools import FALL_ID, SPRING_ID, YEAR_END, YEAR_ID, YEAR_START, Row, School
from deploy.local.sample.staff import Staff

_LARGEST_HOMEROOM = 26
_LARGEST_CLASS = 30
_BLOCK = 3  # periods; a day has two blocks


@dataclass(slots=True)
class Section:
    """A class of one school. `period` is 1 to 6, or 0 for a homeroom; the first teacher is the main one."""

    source_id: str
    title: str
    course: Course
    school: School
    period: int
    room: str
    students: list[Student]
    teachers: list[Staff] = field(default_factory=list)


def build_sections(
    rng: random.Random,
    schools: list[School],
    courses: dict[str, list[Course]],
    students: list[Student],
    staff: list[Staff],
) -> list[Section]:
    """Every class of the district with its students and teachers."""
    groups: dict[tuple[str, str], list[Student]] = defaultdict(list)
    for student in students:
        groups[student.school.code, student.grade].append(student)
    teachers: dict[str, list[Staff]] = defaultdict(list)
    for person in staff:
        role, org_id = person.roles[0]
        if role == "teacher":
            teachers[org_id].append(person)
    sections = []
    for school in schools:
        here: list[Section] = []
        for grade in school.grades:
            group = groups[school.code, grade]
            if school.level == "elementary":
                here += _homerooms(school, courses[grade][0], group)
            else:
                here += _grade_sections(rng, school, courses[grade], group)
        if school.level == "elementary":
            _staff_homerooms(here, teachers[school.source_id])
        else:
            _staff_periods(here, teachers[school.source_id])
        sections += here
    return sections


def _deal(group: list[Student], largest: int) -> list[list[Student]]:
    """`group` in as few parts as `largest` allows, their sizes at most one apart."""
    parts = -(-len(group) // largest)
    return [group[part::parts] for part in range(parts)]


def _homerooms(school: School, course: Course, group: list[Student]) -> list[Section]:
    sections = []
    for number, members in enumerate(_deal(group, _LARGEST_HOMEROOM)):
        letter = chr(ord("A") + number) if number < 26 else str(number + 1)
        title = f"{course.title} {letter}"
        source_id = f"class-{school.code}-{course.code}-{number + 1:02d}"
        room = f"{course.grade}{letter}"
        sections.append(Section(source_id, title, course, school, 0, room, members))
    return sections


def _grade_sections(rng: random.Random, school: School, courses: list[Course], group: list[Student]) -> list[Section]:
    """The classes of one grade, without clashes: each block of periods deals the students anew."""
    sections = []
    for block in range(2):
        mixed = rng.sample(group, len(group))
        for number, members in enumerate(_deal(mixed, _LARGEST_CLASS)):
            for index, course in enumerate(courses):
                # Another block for the same subject in the next grade spreads its teachers over the day.
                slot = (index + int(course.grade)) % (2 * _BLOCK)
                if slot // _BLOCK != block:
                    continue
                period = block * _BLOCK + (slot + number) % _BLOCK + 1
                source_id = f"class-{school.code}-{course.code}-{number + 1:02d}"
                title = f"{course.title} - Period {period}"
                sections.append(Section(source_id, title, course, school, period, "", members))
    return sections


def _staff_homerooms(sections: list[Section], teachers: list[Staff]) -> None:
    """A teacher for each homeroom; teachers left over help in one, going round."""
    for turn in range(max(len(sections), len(teachers)) if sections else 0):
        sections[turn % len(sections)].teachers.append(teachers[turn % len(teachers)])


def _staff_periods(sections: list[Section], teachers: list[Staff]) -> None:
    """One teacher for each class: best one free in its period, then of its subject, then least loaded."""
    subjects = list(dict.fromkeys(section.course.subject for section in sections))
    busy: list[set[int]] = [set() for _ in teachers]
    load = [0] * len(teachers)

    for section in sections:
        subject = subjects.index(section.course.subject)

        def cost(index: int, period: int = section.period, subject: int = subject) -> tuple[bool, bool, int]:
            return period in busy[index], index % len(subjects) != subject, load[index]

        chosen = min(range(len(teachers)), key=cost)
        section.teachers.append(teachers[chosen])
        section.room = str(101 + chosen)
        busy[chosen].add(section.period)
        load[chosen] += 1


def class_rows(sections: list[Section]) -> list[Row]:
    """Rows of classes.csv; a homeroom lasts the year, a scheduled class names both semesters."""
    return [
        (
            section.source_id,
            "",
            "",
            section.title,
            section.course.grade,
            section.course.source_id,
            section.source_id.removeprefix("class-"),
            "scheduled" if section.period else "homeroom",
            section.room,
            section.school.source_id,
            f"{FALL_ID},{SPRING_ID}" if section.period else YEAR_ID,
            section.course.subject,
            section.course.subject_code,
            str(section.period) if section.period else "",
        )
        for section in sections
    ]


def enrollment_rows(sections: list[Section]) -> list[Row]:
    """Rows of enrollments.csv: teachers, then students, class by class."""
    rows: list[Row] = []

    def add(section: Section, user_id: str, role: str, primary: str, begin: date) -> None:
        class_id, org_id = section.source_id, section.school.source_id
        key = f"{user_id}-{class_id}"
        rows.append((key, "", "", class_id, org_id, user_id, role, primary, str(begin), str(YEAR_END)))

    for section in sections:
        for number, teacher in enumerate(section.teachers):
            add(section, teacher.source_id, "teacher", "false" if number else "true", YEAR_START)
        for student in section.students:
            add(section, student.source_id, "student", "false", student.entered_on)
    return rows
