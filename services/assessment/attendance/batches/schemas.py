"""Wire models of batches of attendance events."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.assessment.attendance.batches.tables import BatchAbout, Listed
from services.assessment.feeds.batches.schemas import BatchList, BatchPush, Pushed, SentBatch
from services.assessment.feeds.sent_rows.schemas import NamedRow, SentCode
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.names import ONE_LINE
from shared.schemas import MAY_DO, Day, Moment, Reply, Truth

Period = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=ONE_LINE)]
SentGrade = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=ONE_LINE),
    Field(description="A grade of the roster's (`09`) or a word of Ed-Fi's (`Ninth grade`).", examples=["09"]),
]
AttendanceBatchAct = Literal["take-back"]


class AttendanceEventBody(NamedRow):
    """What one student's day, or one period of it, was. The student and the school are each named in one way."""

    day: Day
    period: Period | None = Field(
        default=None, description="Left out: the whole day, in place of all that was said of its periods."
    )
    code: SentCode
    duration: float | None = Field(
        default=None, ge=0, le=1, description="The share of the school day it is about; left out: as the code says."
    )


class SchoolEnrollmentBody(NamedRow):
    """A student of a school from one day to another. The same student, school and first day is the same enrolment."""

    begins_on: Day
    ends_on: Day | None = Field(default=None, description="The last day enrolled; left out: they still are.")
    grade: SentGrade | None = None
    is_removed: Truth = Field(default=False, description="There is no such enrolment, and never was.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """Raises `ValueError` for an end before the beginning."""
        if self.ends_on is not None and self.ends_on < self.begins_on:
            raise ValueError("ends_on is not before begins_on")
        return self


class AttendancePush(BatchPush):
    """What a call says of its rows."""

    covers: Listed | None = Field(
        default=None,
        description="These school days are reported in full. Without it the rows are corrections of single students.",
    )
    first_on: Day | None = Field(
        default=None, description="With `covers`: from this day on; left out: the days of the rows."
    )
    last_on: Day | None = None
    school_id: Several[UUID] | None = Field(
        default=None, description="With `covers`: of these schools; left out: those of the rows."
    )
    periods_a_day: int | None = Field(
        default=None, ge=1, le=12, description="What one period is of a day, for rows that name one without a duration."
    )


class AttendanceBatch(SentBatch):
    """A batch: what it has, what came of it. `changed_count`: facts that differ from what stood there before."""

    about: BatchAbout
    covers: Listed | None
    day_count: int = Field(
        description="School days, school by school, that it covers in full: none of which a row reached nobody or is held."
    )
    first_on: date | None
    last_on: date | None
    may: list[AttendanceBatchAct] = MAY_DO


class AttendancePushed(Pushed[AttendanceBatch]):
    """What came of a call. `faults` are the first 100 of its own."""


class AttendanceBatchList(BatchList):
    """Filters of the list of batches."""

    about: Several[BatchAbout] | None = None


class AttendanceDay(Reply):
    """A school's day: was it reported in full, and by which batch?"""

    school: SchoolReference
    day: date
    reported: bool
    listed: Listed | None
    attendance_batch_id: UUID | None
    recorded_at: Moment | None
    unreported_students: int = Field(description="Students of the school of whom the report of the day says nothing.")


class AttendanceDays(Reply):
    """School days of one school, in their order. `whole_through`: every school day up to it is reported."""

    school: SchoolReference
    whole_through: date | None
    unreported_count: int
    items: list[AttendanceDay]


class AttendanceDaysAsked(BaseModel):
    """Which of a school's days."""

    model_config = ConfigDict(extra="forbid")

    first_on: Day | None = Field(default=None, description="Left out: from the school year's first day on.")
    last_on: Day | None = Field(default=None, description="Left out: up to yesterday.")
    reported: bool | None = Field(
        default=None, description="false: only those that are owed, of the school or of some of its students."
    )
