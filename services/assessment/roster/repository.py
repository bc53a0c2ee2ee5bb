"""SQL of the roster's lists."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.assessment.roster.tables import StudentRow
from shared.web.context import Context
from shared.web.errors import NotFound
from shared.web.paging import Listing

#: The roster as a kind of student records, for the audit.
RECORDS = "roster"
_SYNCED = "s.id, s.source_id, s.deleted_at, s.version, s.created_at, s.updated_at"


def _listing(
    table: str,
    columns: str,
    order: tuple[tuple[str, str], ...],
    filters: Mapping[str, str],
    mine: str | None,
    students: Callable[[Any], Iterable[str]] | None = None,
) -> Listing:
    """A list of living rows; deleted ones are shown to those who sync. `mine` holds for a row of the caller's schools."""
    return Listing(
        name=table,
        columns=f"{_SYNCED}, {columns}",
        source=f"{table} s",
        order=order,
        changed=(("s.updated_at", "timestamptz"), ("s.id", "uuid")),
        filters={**filters, **({"school_ids": mine} if mine else {})},
        present="s.deleted_at is null",
        records=RECORDS,
        students=students,
    )


_BY_ID = (("s.id", "uuid"),)
_BY_NAME = (("s.family_name", "text"), ("s.given_name", "text"), ("s.id", "uuid"))
_AT_SCHOOL = "s.school_id = any({}::uuid[])"
_LINKS = "from student_guardians l where l.district_id = s.district_id and l.guardian_id = s.id"

STUDENTS = _listing(
    "students",
    """s.given_name, s.family_name, s.middle_name, s.preferred_given_name, s.preferred_middle_name,
    s.preferred_family_name, s.local_id, s.grade, s.school_id, s.birth_date, s.sex, s.deleted_at is null as active""",
    _BY_NAME,
    {"school_id": "s.school_id = {}::uuid", "grade": "s.grade = {}", "source_id": "s.source_id = {}"},
    _AT_SCHOOL,
    lambda item: [item["id"]],
)


def _guardians(links: str, mine: str | None) -> Listing:
    return _listing(
        "guardians",
        f"""s.given_name, s.family_name, s.email, s.phone, s.sms,
        array(select l.student_id {links} order by l.student_id) as student_ids""",
        _BY_NAME,
        {"student_id": f"exists (select {links} and l.student_id = {{}}::uuid)"},
        mine,
        lambda item: item["student_ids"],
    )


GUARDIANS = _guardians(_LINKS, None)


@cache
def guardians_at(place: int) -> Listing:
    """Guardians for somebody who sees some schools: no other student is named. `school_ids` is the `place`th value."""
    links = f"""{_LINKS} and exists (select from students k where k.district_id = s.district_id
        and k.id = l.student_id and k.school_id = any(($1)[{place}]::uuid[]))"""
    return _guardians(links, f"exists (select {links})")


CLASSES = _listing(
    "classes",
    """s.title, s.class_code, s.class_type, s.grades, s.subjects, s.course_id, s.course_title, s.course_code,
    s.school_id, s.session_ids""",
    _BY_ID,
    {"school_id": "s.school_id = {}::uuid"},
    _AT_SCHOOL,
)
ENROLLMENTS = _listing(
    "enrollments",
    "s.class_id, s.person_id, s.school_id, s.role, s.is_primary, s.begins_on, s.ends_on",
    _BY_ID,
    {
        "class_id": "s.class_id = {}::uuid",
        "person_id": "s.person_id = {}::uuid",
        "school_id": "s.school_id = {}::uuid",
        "role": "s.role = {}",
    },
    _AT_SCHOOL,
    lambda item: [item["person_id"]] if item["role"] == "student" else [],
)
SESSIONS = _listing(
    "academic_sessions",
    "s.title, s.type, s.starts_on, s.ends_on, s.parent_id, s.school_year",
    (("s.starts_on", "date"), ("s.id", "uuid")),
    {},
    None,
)


async def get_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student, a deleted one too. Raises `NotFound`."""
    row = await ctx.session.scalar(select(StudentRow).where(StudentRow.id == student_id))
    if row is None:
        raise NotFound("No such student.")
    return row
