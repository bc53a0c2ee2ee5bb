"""Wire models of enrolment at schools."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import Kept, Moment


class SchoolEnrollment(Kept):
    """A student of a school, as it was sent. What says otherwise later is a row of its own; this one is `deleted_at` then."""

    student_id: UUID
    school: SchoolReference
    begins_on: date
    ends_on: date | None = Field(description="The last day enrolled; null: they still are.")
    grade: str | None
    attendance_batch_id: UUID = Field(validation_alias="batch_id", description="The batch that said so.")
    recorded_by: str
    deleted_at: Moment | None = Field(description="Since when it is not so any more: it was said anew, or taken back.")


class SchoolEnrollmentList(Paging):
    """Filters of the list of enrolments."""

    student_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = None
