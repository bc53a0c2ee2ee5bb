"""SQL of the roster's lists."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.assessment.privacy.disclosures.repository import PARTY, consented
from services.assessment.records.student_records.relations import (
    CLASS_ROWS,
    ENROLLMENT_ROWS,
    GUARDIAN_ROWS,
    STUDENT_ROWS,
)
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import Rows
from shared.context.paging import Listing

_SYNCED = "s.id, s.source_id, s.deleted_at, s.version, s.created_at, s.updated_at"


def _listing(
    table: str,
    columns: str,
    order: tuple[tuple[str, str], ...],
    filters: Mapping[str, str],
    rows: Rows | None,
    students: Callable[[Any], Iterable[str]] | None = None,
    records: str = "",
) -> Listing:
    """A list of living rows; deleted ones are shown to those who sync. `rows` is what policy knows of them."""
    return Listing(
        name=table,
        columns=f"{_SYNCED}, {columns}",
        source=f"{table} s",
        order=order,
        changed=(("s.updated_at", "timestamptz"), ("s.id", "uuid")),
        filters={**filters, **(rows.filters() if rows else {})},
        present="s.deleted_at is null",
        records=records,
        students=students,
        by_row=_BY_ROW if order == _BY_NAME else (),
    )


_BY_ID = (("s.id", "uuid"),)
_BY_ROW = (("s.id", "uuid"), ("s.version", "bigint"))
_BY_NAME = (("s.family_name", "text"), ("s.given_name", "text"), ("s.id", "uuid"))

STUDENTS = _listing(
    "students",
    """s.given_name, s.family_name, s.middle_name, s.preferred_given_name, s.preferred_middle_name,
    s.preferred_family_name, s.local_id, s.grade, s.school_id, s.birth_date, s.sex, s.deleted_at is null as active""",
    _BY_NAME,
    {"school_id": "s.school_id = {}::uuid", "grade": "s.grade = {}", "source_id": "s.source_id = {}"},
    STUDENT_ROWS,
    lambda item: [item["id"]],
    RecordKind.ROSTER,
)
STUDENTS_CONSENTED = STUDENTS.narrowed({PARTY: consented("s.district_id", "s.id")})


def _guardians(links: str, rows: Rows | None, more: Mapping[str, str] | None = None) -> Listing:
    return _listing(
        "guardians",
        f"""s.given_name, s.family_name, s.email, s.phone, s.sms,
        array(select l.student_id {links} order by l.student_id) as student_ids""",
        _BY_NAME,
        {
            "student_id": f"exists (select {links} and l.student_id = {{}}::uuid)",
            "linked": f"exists (select {links}) = {{}}::boolean",
            **(more or {}),
        },
        rows,
        lambda item: item["student_ids"],
        RecordKind.CONTACTS,
    )


def _guardians_consented(links: str, rows: Rows | None) -> Listing:
    """Of the students there is consent for, and naming no other."""
    bound = f"{links} and {consented('l.district_id', 'l.student_id')}"
    return _guardians(bound, rows, {PARTY: f"exists (select {bound})"})


_LINKS = "from student_guardians l where l.district_id = s.district_id and l.guardian_id = s.id"
GUARDIANS = _guardians(_LINKS, None)
GUARDIANS_CONSENTED = _guardians_consented(_LINKS, None)
#: Guardians for somebody who sees some students: no other student is named.
_LINKS_SEEN = f"{_LINKS} and l.student_id in ({STUDENT_ROWS.ids(GUARDIAN_ROWS.related)})"
GUARDIANS_SEEN = _guardians(_LINKS_SEEN, GUARDIAN_ROWS)
GUARDIANS_SEEN_CONSENTED = _guardians_consented(_LINKS_SEEN, GUARDIAN_ROWS)
CLASSES = _listing(
    "classes",
    """s.title, s.class_code, s.class_type, s.grades, s.subjects, s.course_id, s.course_title, s.course_code,
    s.school_id, s.session_ids""",
    _BY_ID,
    {"school_id": "s.school_id = {}::uuid"},
    CLASS_ROWS,
)
ENROLLMENTS = _listing(
    "enrollments",
    """s.class_id, s.person_id, s.school_id, s.role, s.is_primary, s.begins_on, s.ends_on,
    exists (select from students k where k.district_id = s.district_id and k.id = s.person_id) as is_student""",
    _BY_ID,
    {
        "class_id": "s.class_id = {}::uuid",
        "person_id": "s.person_id = {}::uuid",
        "school_id": "s.school_id = {}::uuid",
        "role": "s.role = {}",
    },
    ENROLLMENT_ROWS,
    # A student may be enrolled as something else too: an aide, a proctor.
    lambda item: [item["person_id"]] if item["is_student"] or item["role"] == "student" else [],
    RecordKind.ENROLLMENT,
)
#: Who teaches is no student record.
ENROLLMENTS_CONSENTED = ENROLLMENTS.narrowed(
    {
        PARTY: f"""(s.role <> 'student' and not exists (
            select from students k where k.district_id = s.district_id and k.id = s.person_id)
        or {consented("s.district_id", "s.person_id")})"""
    }
)
SESSIONS = _listing(
    "academic_sessions",
    "s.title, s.type, s.starts_on, s.ends_on, s.parent_id, s.school_year",
    (("s.starts_on", "date"), ("s.id", "uuid")),
    {},
    None,
)
