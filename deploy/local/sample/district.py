"""Writes the OneRoster 1.2 bulk bundle of an invented district. The same arguments give the same bytes.

Run as: python -m deploy.local.sample.district OUT.zip [--students N] [--staff N] [--schools N] [--seed N]
"""

import argparse
import random
from collections import Counter
from pathlib import Path

from deploy.local.sample.bundle import HEADERS, write_zip
from deploy.local.sample.courses import build_courses, course_rows
from deploy.local.sample.families import Guardian, Student, build_families, demographic_rows
from deploy.local.sample.schools import YEAR_START, Row, build_feeders, build_schools, org_rows, session_rows
from deploy.local.sample.staff import Staff, build_staff
from deploy.local.sample.timetable import build_sections, class_rows, enrollment_rows


def write_bundle(path: Path, *, seed: int = 2026, students: int = 4000, staff: int = 300, schools: int = 12) -> None:
    """Writes the zip to `path`; `students`, `staff` and `schools` are numbers of people and schools."""
    write_zip(path, _tables(seed, students, staff, schools))


def _tables(seed: int, students: int, staff: int, schools: int) -> dict[str, list[Row]]:
    """The rows of every data file, by file name without its ending."""
    rng = random.Random(seed)
    all_schools = build_schools(schools)
    pupils, guardians = build_families(rng, build_feeders(all_schools), students)
    students_at = Counter(student.school.code for student in pupils)
    employees = build_staff(rng, all_schools, students_at, staff)
    courses = build_courses()
    sections = build_sections(rng, all_schools, courses, pupils, employees)
    return {
        "academicSessions": session_rows(),
        "orgs": org_rows(all_schools),
        "users": _user_rows(pupils, employees, guardians),
        "roles": _role_rows(pupils, employees, guardians),
        "courses": course_rows(courses),
        "classes": class_rows(sections),
        "enrollments": enrollment_rows(sections),
        "demographics": demographic_rows(pupils),
    }


def _user_rows(students: list[Student], staff: list[Staff], guardians: list[Guardian]) -> list[Row]:
    users = [
        {
            "sourcedId": student.source_id,
            "username": student.number,
            "givenName": student.given,
            "familyName": student.family,
            "middleName": student.middle,
            "identifier": student.number,
            "agentSourcedIds": ",".join(student.guardian_ids),
            "grades": student.grade,
            "preferredGivenName": student.preferred,
            "primaryOrgSourcedId": student.school.source_id,
        }
        for student in students
    ]
    users += [
        {
            "sourcedId": person.source_id,
            "username": person.email.partition("@")[0],
            "givenName": person.given,
            "familyName": person.family,
            "identifier": person.source_id,
            "email": person.email,
            "primaryOrgSourcedId": person.roles[0][1],
        }
        for person in staff
    ]
    users += [
        {
            "sourcedId": guardian.source_id,
            "username": guardian.source_id,
            "givenName": guardian.given,
            "familyName": guardian.family,
            "identifier": guardian.source_id,
            "email": guardian.email,
            "sms": guardian.mobile,
            "agentSourcedIds": ",".join(guardian.student_ids),
            "primaryOrgSourcedId": guardian.schools[0].source_id,
        }
        for guardian in guardians
    ]
    columns = HEADERS["users"].split(",")
    return [tuple(({"enabledUser": "true"} | user).get(column, "") for column in columns) for user in users]


def _role_rows(students: list[Student], staff: list[Staff], guardians: list[Guardian]) -> list[Row]:
    """Rows of roles.csv; the first role of a person is primary, the others secondary."""
    rows: list[Row] = []

    def add(user_id: str, roles: list[tuple[str, str]], begin: str) -> None:
        for number, (role, org_id) in enumerate(roles, start=1):
            role_type = "primary" if number == 1 else "secondary"
            rows.append((f"{user_id}-r{number}", "", "", user_id, role_type, role, begin, "", org_id, ""))

    for student in students:
        add(student.source_id, [("student", student.school.source_id)], str(student.entered_on))
    for person in staff:
        add(person.source_id, person.roles, str(YEAR_START))
    for guardian in guardians:
        roles = [(guardian.role, school.source_id) for school in guardian.schools]
        add(guardian.source_id, roles, str(YEAR_START))
    return rows


def main() -> None:
    """The command line: where to write, and how large the district is."""
    parser = argparse.ArgumentParser(description="Write the OneRoster bundle of the sample district.")
    parser.add_argument("path", type=Path, metavar="OUT.zip")
    parser.add_argument("--students", type=int, default=4000)
    parser.add_argument("--staff", type=int, default=300)
    parser.add_argument("--schools", type=int, default=12)
    parser.add_argument("--seed", type=int, default=2026)
    args = parser.parse_args()
    try:
        write_bundle(args.path, seed=args.seed, students=args.students, staff=args.staff, schools=args.schools)
    except ValueError as refusal:
        parser.error(str(refusal))


if __name__ == "__main__":
    main()
