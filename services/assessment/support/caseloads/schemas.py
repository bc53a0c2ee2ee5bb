"""Wire models of caseload assignments."""

from uuid import UUID

from pydantic import Field

from services.assessment.records.student_records.tables import CaseloadRelation
from services.assessment.support.caseloads.tables import CaseloadSource
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.directory.references import StaffReference
from shared.schemas import Body, Day, Moment, Reply


class CaseloadAssignment(Reply):
    """A staff member works with a student; both days are included."""

    id: UUID
    student_id: UUID
    staff: StaffReference
    relation: CaseloadRelation
    starts_on: Day
    ends_on: Day | None
    source: CaseloadSource
    version: int
    created_at: Moment
    updated_at: Moment


class CaseloadAssign(Body):
    """Assigns a staff member to a student."""

    student_id: UUID
    staff_id: UUID
    relation: CaseloadRelation
    starts_on: Day
    ends_on: Day | None = Field(default=None, description="The last day; omit while no end is known.")


class CaseloadAssigns(Body):
    """Many assignments."""

    items: rows_of(CaseloadAssign)  # type: ignore[valid-type]


class CaseloadEnd(Body):
    """Set, move or clear (null) the last day."""

    ends_on: Day | None


class CaseloadList(Paging):
    """Filters of the list of assignments."""

    student_id: UUID | None = None
    staff_id: UUID | None = None
    relation: CaseloadRelation | None = None
    held_on: Day | None = Field(default=None, description="Only assignments in effect on this day.")
