"""Wire models of how students stand."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.assessment.attendance.codes.categories import AbsenceReason, AttendanceOutcome, Category
from services.assessment.attendance.definitions.rules import Unreported
from services.assessment.attendance.definitions.schemas import AttendanceBand, Share
from services.assessment.attendance.standings.tables import NoFigure
from services.assessment.references import DefinitionReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import Code, Instant, Kept, Moment, Reply
from shared.school_year import SCHOOL_YEAR, school_year

SchoolYear = Annotated[str, StringConstraints(pattern=SCHOOL_YEAR), AfterValidator(school_year)]


class CategoryDays(Reply):
    """Days missed, by what most of each was missed for."""

    category: AttendanceOutcome
    days: int


class StandingFigures(Reply):
    """A student's days at one school in one school year. With an unmapped code among them there is no number, but a reason."""

    student_id: UUID
    school: SchoolReference
    school_year: str
    days_enrolled: int | None = Field(description="School days reported in full on which the student was enrolled.")
    days_absent: int | None
    rate: float | None = Field(
        description="Days absent of days enrolled, to six places; bands are told by the exact fraction."
    )
    by_category: list[CategoryDays]
    tardies: int | None
    days_excluded: int = Field(description="Days of the student in no figure: not reported, or not expected.")
    band: str | None
    is_chronic: bool | None
    no_figure: NoFigure | None = Field(description="Why there is no band.")
    basis: str = Field(
        description="What enrolment was taken from: `sent`, as it was sent by itself; `roles`, the days of the roster's roles; "
        "`listed`, the nights it listed them."
    )
    whole_through: date | None = Field(description="Every school day up to it is reported in full.")
    definition: DefinitionReference | None = Field(description="By which definition; null: the federal one.")


class AttendanceStanding(Kept, StandingFigures):
    """How a student stands, as last worked out."""


class StudentAttendance(Reply):
    """How a student stands at each of their schools. `as_of` null: now."""

    as_of: Moment | None
    items: list[StandingFigures]


class ExplainedDay(Reply):
    """A day that is not plainly a day present, and what it counts as."""

    school: SchoolReference
    day: date
    period: str | None
    code: str | None
    outcome: AttendanceOutcome
    reason: AbsenceReason | None = Field(description="Why, as the district's map of codes says now; null: it does not.")
    missed: float = Field(description="Of the school day.")
    counts_as: str = Field(
        description="Of the whole day: `absent`, `present`, `excluded`, `no_figure` or `not_counted`; `corrected`: the school's "
        "office said something else, which counts."
    )
    attendance_batch_id: UUID | None = Field(description="The batch that said so; null: a correction did.")
    attendance_correction_id: UUID | None
    recorded_at: Moment
    enrolled_known_at: Moment | None = Field(
        description="Not reported, because a batch that lists everybody covered the day before it was known, at this moment, "
        "that they were a student of the school then. A row that speaks of them reports them."
    )


class RuleApplied(Reply):
    """The definition a figure is made by. `id` null: the federal one, which is in force where none was adopted."""

    id: UUID | None
    title: str
    authority: str
    absent_from: Share
    minimum_days: int
    counts: list[Category]
    tardies_per_absence: int | None
    unreported: Unreported
    bands: list[AttendanceBand]


class AttendanceExplained(Reply):
    """Why a student stands as they do: the days, the rule, the figures."""

    as_of: Moment | None
    rule: RuleApplied
    items: list[StandingFigures]
    days: list[ExplainedDay]


class StudentAttendanceAsked(BaseModel):
    """Which year, as of when, by which definition."""

    model_config = ConfigDict(extra="forbid")

    school_year: SchoolYear | None = Field(default=None, description="Left out: the one today is in.")
    as_of: Instant | None = Field(default=None, description="As it was known at this moment; left out: now.")
    attendance_definition_id: UUID | None = Field(
        default=None, description="By another definition than the one in force then."
    )


class StandingList(Paging):
    """Filters of the list of standings."""

    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    school_year: SchoolYear | None = None
    band: Several[Code] | None = None
    no_figure: Several[NoFigure] | None = None
