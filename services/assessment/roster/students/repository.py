"""SQL of the roster's lists."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from services.assessment.privacy.disclosures.repository import CONSENTED, PARTY, by_consent, consented
from services.assessment.records.student_records.attending import BY_SCHOOL, asked_today, in_json
from services.assessment.records.student_records.relations import (
    CLASS_ROWS,
    ENROLLMENT_ROWS,
    GUARDIAN_ROWS,
    STUDENT_ROWS,
)
from services.assessment.records.student_records.tables import (
    AcademicSessionRow,
    ClassRow,
    EnrollmentRow,
    GuardianRow,
    StudentRow,
)
from services.assessment.roster.students.schemas import (
    AcademicSession,
    ClassList,
    Enrollment,
    EnrollmentList,
    Guardian,
    GuardianList,
    SchoolClass,
    Student,
    StudentList,
)
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.leads import Branch, Lead, by
from shared.context.listing import listing
from shared.context.lists import Listing
from shared.context.paging import Paging
from shared.db.base import Base

_BY_NAME = ("family_name", "given_name")


def _listing(
    row: type[Base], reply: type[BaseModel], asked: type[Paging], rows: ProtectedRows | None, **more: Any
) -> Listing:
    """A list of living rows; deleted ones are shown to those who sync. `rows` is what policy knows of them."""
    # What the caller may see leads before what they ask for.
    filters = {**(rows.filters() if rows else {}), **more.pop("filters", {})}
    by_row = ("id", "version") if more.get("order") == _BY_NAME else ()
    return listing(row, reply, asked, filters=filters, present="s.deleted_at is null", by_row=by_row, **more)


STUDENTS = asked_today(
    _listing(
        StudentRow,
        Student,
        StudentList,
        STUDENT_ROWS,
        order=_BY_NAME,
        computed={"active": "s.deleted_at is null", "schools": in_json("s")},
        filters={"source_id": by("s.source_id = {}"), "school_id": BY_SCHOOL},
        students=lambda item: [item["id"]],
        records=RecordKind.ROSTER,
    )
)
STUDENTS_CONSENTED = STUDENTS.narrowed({PARTY: by_consent("s.district_id", "s.id")})


def _linked(students: str) -> Branch:
    """The guardians of these students, whatever else is asked of the link."""
    links = f"(select distinct guardian_id as id from student_guardians where student_id {students}) linked"
    return Branch("s.id = linked.id", links)


def _guardians(links: str, rows: ProtectedRows | None, more: Mapping[str, str | Lead] | None = None) -> Listing:
    return _listing(
        GuardianRow,
        Guardian,
        GuardianList,
        None,
        order=_BY_NAME,
        computed={
            "student_ids": f"array(select l.student_id {links} order by l.student_id)",
            "no_contact_student_ids": f"""array(select l.student_id {links} and exists (
              select from student_contacts c where c.district_id = l.district_id and c.student_id = l.student_id
              and c.guardian_id = l.guardian_id and c.no_contact) order by l.student_id)""",
        },
        filters={
            "student_id": Lead((_linked("= {}::uuid"),), f"exists (select {links} and l.student_id = {{}}::uuid)"),
            **(rows.filters() if rows else {}),
            "linked": f"exists (select {links}) = {{}}::boolean",
            **(more or {}),
        },
        students=lambda item: item["student_ids"],
        records=RecordKind.CONTACTS,
    )


def _guardians_consented(links: str, rows: ProtectedRows | None) -> Listing:
    """Of the students there is consent for, and naming no other."""
    bound = f"{links} and {consented('l.district_id', 'l.student_id')}"
    return _guardians(bound, rows, {PARTY: Lead((_linked(f"in ({CONSENTED})"),), f"exists (select {bound})")})


_LINKS = "from student_guardians l where l.district_id = s.district_id and l.guardian_id = s.id"
GUARDIANS = _guardians(_LINKS, None)
GUARDIANS_CONSENTED = _guardians_consented(_LINKS, None)
#: Guardians for somebody who sees some students: no other student is named.
_LINKS_SEEN = f"{_LINKS} and l.student_id in ({STUDENT_ROWS.ids(GUARDIAN_ROWS.related)})"
GUARDIANS_SEEN = _guardians(_LINKS_SEEN, GUARDIAN_ROWS)
GUARDIANS_SEEN_CONSENTED = _guardians_consented(_LINKS_SEEN, GUARDIAN_ROWS)
CLASSES = _listing(ClassRow, SchoolClass, ClassList, CLASS_ROWS)
ENROLLMENTS = _listing(
    EnrollmentRow,
    Enrollment,
    EnrollmentList,
    ENROLLMENT_ROWS,
    computed={
        "is_student": "exists (select from students k where k.district_id = s.district_id and k.id = s.person_id)"
    },
    filters={
        "role=student": "s.role = 'student'",
        "role": by("s.role <> 'student' and s.role = {}"),
    },
    # A student may be enrolled as something else too: an aide, a proctor.
    students=lambda item: [item["person_id"]] if item["is_student"] or item["role"] == "student" else [],
    records=RecordKind.ENROLLMENT,
)
#: Who teaches is no student record.
ENROLLMENTS_CONSENTED = ENROLLMENTS.narrowed(
    {
        PARTY: Lead(
            (
                Branch(
                    """(s.role <> 'student' and not exists (
                        select from students k where k.district_id = s.district_id and k.id = s.person_id))"""
                ),
                *by_consent("s.district_id", "s.person_id").branches,
            ),
            f"""(s.role <> 'student' and not exists (
                select from students k where k.district_id = s.district_id and k.id = s.person_id)
            or {consented("s.district_id", "s.person_id")})""",
        )
    }
)
SESSIONS = _listing(AcademicSessionRow, AcademicSession, Paging, None, order=("starts_on",))
