"""Wire models of counts of students."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.assessment.attendance.figures.rules import SuppressionReason
from services.assessment.attendance.standings.schemas import RuleApplied, SchoolYear
from services.assessment.references import DefinitionReference
from shared.directory.references import SchoolReference
from shared.schemas import Moment, Reply


class FiguresBy(StrEnum):
    """What students are counted by."""

    DISTRICT = "district"
    """All of them: one row."""
    SCHOOL = "school"
    GRADE = "grade"
    """A grade of all schools."""
    SCHOOL_GRADE = "school_grade"


class FigureRule(StrEnum):
    """What keeps figures from telling of single students."""

    SMALL_GROUPS = "small_groups"
    COMPLEMENTS = "complements"
    NEARLY_NONE_OR_ALL = "nearly_none_or_all"
    BANDS_WHOLE = "bands_whole"
    BY_WEEK = "by_week"
    NEWCOMERS_WAIT = "newcomers_wait"
    EACH_SCHOOL = "each_school"


class BandCount(Reply):
    """How many students of a group are in a band."""

    band: str
    students: int


class AttendanceFigureRow(Reply):
    """Students of one group. Where `suppressed` is set there is no number."""

    school: SchoolReference | None = Field(description="Null: of all schools.")
    grade: str | None = Field(description="Null: of all grades; empty: of none.")
    students: int | None = Field(description="Students with a figure.")
    bands: list[BandCount] | None = Field(description="Null: not told.")
    chronic: int | None = Field(description="How many are chronically absent; null: only between the bounds.")
    chronic_at_least: int | None
    chronic_at_most: int | None
    chronic_rate: float | None = Field(description="Chronically absent of students, to six places.")
    schools_left_out: int = Field(description="Of a grade of all schools: schools whose part cannot be told.")
    suppressed: SuppressionReason | None
    whole_through: date | None = Field(
        description="Every school day up to it is reported in full, at each school of the group."
    )
    unchanged_since: date | None = Field(
        description="A part of it is told as in that week, lest two weeks differ by a few students."
    )


class AttendanceFigures(Reply):
    """Counts of students as of the end of one school week."""

    school_year: str
    as_of: date = Field(description="The last day of the school week.")
    made_at: Moment
    definition: DefinitionReference | None = Field(description="By which definition; null: the federal one.")
    smallest: int = Field(description="Groups of fewer students have no number.")
    by: FiguresBy
    items: list[AttendanceFigureRow]


class AttendanceFiguresExplained(Reply):
    """By which definition and rules the figures of a week are made."""

    school_year: str
    as_of: date
    made_at: Moment
    rule: RuleApplied
    smallest: int
    margin: int = Field(description="Fewer than so many, or all but so many, are told as bounds.")
    rules: list[FigureRule]


class FiguresAsked(BaseModel):
    """Which week of which year. There are no other filters: all tables are parts of the same one."""

    model_config = ConfigDict(extra="forbid")

    school_year: SchoolYear | None = Field(default=None, description="Left out: the one today is in.")
    as_of: date | None = Field(
        default=None, description="The last week that had ended by this day; left out: the last."
    )


class FigureTableAsked(FiguresAsked):
    """And which table, or one school's rows of it."""

    by: FiguresBy = FiguresBy.SCHOOL
    school_id: UUID | None = Field(default=None, description="Only this school's rows of the same table.")
