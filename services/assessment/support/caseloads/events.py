"""Events of caseloads."""

from datetime import date
from uuid import UUID

from services.assessment.records.student_records.tables import CaseloadRelation
from shared.events.event import Event
from shared.events.next_to_act import NextToAct


class CaseloadRecorded(Event, type="assessment.caseload.recorded.v1", subject="caseload-assignments/{assignment_id}"):
    """An assignment of a staff member to a student as it now stands. Which student is not said: who may know asks for it."""

    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    relation: CaseloadRelation
    starts_on: date
    ends_on: date | None
    version: int


class CaseloadsOrphaned(Event, type="assessment.caseloads.orphaned.v1", subject="schools/{school_id}"):
    """A school has assignments whose holder left or works there no more: `new_count` of `orphaned_count` since the last day.

    Told as numbers; who may know of whom asks for the list (`/v1/caseload-assignments?orphaned=true`).
    """

    school_id: UUID | None
    day: date
    orphaned_count: int
    new_count: int
    next_to_act: list[NextToAct]
