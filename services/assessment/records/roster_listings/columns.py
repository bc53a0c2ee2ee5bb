"""The columns of the tables that a source lists."""

from services.assessment.records.student_records import tables
from shared.db.base import Base

_ROWS: tuple[type[Base], ...] = (
    *(tables.OrgRow, tables.AcademicSessionRow, tables.CourseRow, tables.ClassRow),
    *(tables.StudentRow, tables.GuardianRow, tables.StaffRow, tables.RoleRow, tables.StudentSchoolRow),
    *(tables.EnrollmentRow, tables.StudentGuardianRow, tables.StudentDemographicsRow),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    str(row.__tablename__): tuple(column.name for column in row.__table__.columns) for row in _ROWS
}
# The import's own, a wing above.
COLUMNS["roster_moments"] = ("district_id", "file", "id", "modified_at")
COLUMNS["roster_held_rows"] = ("district_id", "file", "id", "content", "held_at")
