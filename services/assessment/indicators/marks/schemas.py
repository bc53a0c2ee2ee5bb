"""Wire models of marks."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.assessment.feeds.sent_rows.schemas import FactBody, SentCode
from services.assessment.indicators.codes.meanings import Meaning
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import Day, Instant, Kept, Moment


class MarkBody(FactBody):
    """What a student got in a course, on the day the mark was given."""

    course: SentCode = Field(description="The course's code.")
    subject: SentCode | None = None
    grading_period: SentCode = Field(description="As the sending system calls it.")
    grade_type: SentCode | None = Field(default=None, description="Of the period, of a semester, final.")
    mark: SentCode = Field(description="The letter, or the number.")


class Mark(Kept):
    """What a student got in a course. A meaning is null where nobody has said it, and so are points."""

    student_id: UUID
    school: SchoolReference
    day: date
    course: str
    subject: str | None
    subject_means: Meaning | None
    grading_period: str
    grade_type: str | None
    mark: str
    mark_means: Meaning | None
    points: float | None
    indicator_batch_id: UUID = Field(validation_alias="batch_id")
    recorded_at: Moment
    recorded_by: str
    superseded_at: Moment | None = Field(description="Since when something else is said of it; null: it is in force.")
    deleted_at: Moment | None


class MarkList(Paging):
    """Filters of the list of marks."""

    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    from_day: Day | None = None
    to_day: Day | None = None
    mapped: bool | None = Field(default=None, description="false: those nobody has said the meaning of.")
    as_of: Instant | None = Field(default=None, description="As it was known at this moment; left out: now.")
