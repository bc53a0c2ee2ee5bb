"""SQL of the list of enrolments."""

from services.assessment.attendance.school_enrollments.schemas import SchoolEnrollment, SchoolEnrollmentList
from services.assessment.attendance.school_enrollments.tables import SchoolEnrollmentRow
from services.assessment.privacy.disclosures.repository import PARTY, by_consent
from services.assessment.records.student_records.moving import STAYED_BEHIND
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.leads import by
from shared.context.listing import listing

ROWS = ProtectedRows(
    "school_enrollments s",
    "s.school_id = any({schools}::uuid[])",
    {
        relation: f"select s.id from school_enrollments s where s.student_id in ({students})"
        for relation, students in STUDENT_ROWS.related.items()
    },
)
_DELETED_AT = f"coalesce(s.superseded_at, {STAYED_BEHIND})"
LISTING = listing(
    SchoolEnrollmentRow,
    SchoolEnrollment,
    SchoolEnrollmentList,
    filters={"student_id": by("s.student_id = {}::uuid"), **ROWS.filters()},
    computed={"created_at": "s.recorded_at", "deleted_at": _DELETED_AT},
    present=f"{_DELETED_AT} is null",
    records=RecordKind.ATTENDANCE,
    students=lambda item: [item["student_id"]],
)
LISTING_CONSENTED = LISTING.narrowed({PARTY: by_consent("s.district_id", "s.student_id")})
