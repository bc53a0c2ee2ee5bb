"""Wire models of caseload assignments."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.assessment.records.student_records.tables import CaseloadRelation
from services.assessment.support.caseloads.tables import CaseloadSource
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import ActorReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, Moment, Reply

CaseloadAct = Literal["change"]


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
    may: list[CaseloadAct] = MAY_DO


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
    staff_id: SeveralPeople | None = None
    relation: Several[CaseloadRelation] | None = None
    held_on: Day | None = Field(default=None, description="Only assignments in effect on this day.")
    orphaned: bool | None = Field(
        default=None,
        description="True: only those in effect today whose holder has left, or holds no role at the student's school any more.",
    )


class CaseloadEntry(Reply):
    """A line of an assignment's history."""

    id: UUID
    happened_at: Moment
    actor: ActorReference
    what: str = Field(description="`assigned`, `ends_on` or `staff_id`.")
    before: str | None
    after: str | None


class CaseloadHandover(Body):
    """What one staff member has is another's from a day on."""

    from_staff_id: UUID
    to_staff_id: UUID
    starts_on: Day = Field(description="The first day of whoever takes over; the day before is the other's last.")
    relation: CaseloadRelation | None = Field(
        default=None, description="Only assignments of this kind; all when left out."
    )


class CaseloadHandedOver(Reply):
    """What a handover did."""

    handed_over: int = Field(description="Assignments the other has from now on.")
    already_theirs: int = Field(description="Those the other had before: they only ended.")
    not_on_roster: int = Field(description="Those of students the roster has no more: they only ended.")
