"""Events of caseloads."""

from datetime import date
from uuid import UUID

from services.assessment.records.student_records.tables import CaseloadRelation
from shared.events.event import Event


class CaseloadRecorded(Event, type="assessment.caseload.recorded.v1", subject="caseload-assignments/{assignment_id}"):
    """An assignment of a staff member to a student as it now stands. Which student is not said: who may know asks for it."""

    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    relation: CaseloadRelation
    starts_on: date
    ends_on: date | None
    version: int
