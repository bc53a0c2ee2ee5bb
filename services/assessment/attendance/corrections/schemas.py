"""Wire models of corrections."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.assessment.attendance.batches.schemas import Period
from services.assessment.attendance.codes.categories import AttendanceOutcome
from services.assessment.attendance.corrections.tables import CorrectionState
from services.assessment.feeds.sent_rows.schemas import SentCode
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import ActorReference, SchoolReference
from shared.schemas import MAY_DO, Body, Day, Kept, Moment, Reply

CorrectionAct = Literal["take-back"]


class AttendanceCorrectionCreate(Body):
    """What a student's day was, or one period of it."""

    student_id: UUID
    school_id: UUID
    day: Day
    period: Period | None = Field(default=None, description="As it is reported; left out: the whole day.")
    code: SentCode
    duration: float | None = Field(
        default=None, ge=0, le=1, description="The share of the school day it is about; left out: as the code says."
    )

    @model_validator(mode="after")
    def _of_some_length(self) -> Self:
        """Raises `ValueError` for a period of which nobody can tell how much of the day it is."""
        if self.period is not None and self.duration is None:
            raise ValueError("say the duration of the period")
        return self


class Reported(Reply):
    """What is reported of the same day."""

    period: str | None
    code: str | None
    outcome: AttendanceOutcome
    missed: float = Field(description="Of the school day.")


class AttendanceCorrection(Kept):
    """A student's day as the school's office says it was, and `reported`, what stands beside it."""

    student_id: UUID
    school: SchoolReference
    day: date
    period: str | None
    code: str
    duration: float | None
    state: CorrectionState
    created_by: ActorReference
    ended_at: Moment | None
    disagrees: bool = Field(description="It stands, the day is reported, and says otherwise.")
    reported: list[Reported] = Field(description="Nothing: not reported, or present.")
    may: list[CorrectionAct] = MAY_DO


class CorrectionList(Paging):
    """Filters of the list of corrections."""

    state: Several[CorrectionState] | None = None
    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    disagrees: bool | None = Field(default=None, description="true: those that what is reported speaks against.")


class DaySaid(Reply):
    """What somebody said of a student's day, and until when it stood."""

    school: SchoolReference
    period: str | None
    code: str | None
    outcome: AttendanceOutcome
    missed: float
    attendance_batch_id: UUID | None
    attendance_correction_id: UUID | None
    recorded_at: Moment
    recorded_by: ActorReference
    superseded_at: Moment | None = Field(description="null: it stands.")


class AttendanceDayHistory(Reply):
    """All that was said of a student's day, oldest first."""

    student_id: UUID
    day: date
    items: list[DaySaid]


class DayAsked(BaseModel):
    """Which day."""

    model_config = ConfigDict(extra="forbid")

    day: Day
