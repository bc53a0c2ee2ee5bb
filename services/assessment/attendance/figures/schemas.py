"""Wire models of counts of students."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.assessment.attendance.figure_settings.rules import Dimension
from services.assessment.attendance.figure_settings.schemas import FigureMeasure
from services.assessment.attendance.figures.flows import WEEKS
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
    FLOWS_OF_FOUR_WEEKS = "flows_of_four_weeks"
    SUBGROUPS_OF_DISTRICT = "subgroups_of_district"
    MEASURES_OF_YEAR = "measures_of_year"


class FiguresEvery(StrEnum):
    """Which weeks of a trend are told."""

    WEEK = "week"
    MONTH = "month"
    """The last week that ended in each month."""


class BandCount(Reply):
    """How many students of a group are in a band."""

    band: str
    students: int


class MeasureCount(Reply):
    """Of how many students of a group a measure holds."""

    measure: str
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
    measures: list[MeasureCount] = Field(description="Of the measures that can be told.")
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
    measures: list[FigureMeasure]
    by: FiguresBy
    items: list[AttendanceFigureRow]


class AttendanceFiguresTrend(Reply):
    """The same table of several weeks, each as it was told then."""

    by: FiguresBy
    weeks: list[AttendanceFigures]


class AttendanceChangeRow(Reply):
    """How many students of one group became chronically absent, and how many are so no longer. Null: not told."""

    school: SchoolReference | None = Field(description="Null: of all schools.")
    grade: str | None = Field(description="Null: of all grades; empty: of none.")
    became_chronic: int | None
    no_longer_chronic: int | None
    schools_left_out: int


class AttendanceChange(Reply):
    """Changes from one week to another, of those counted in both."""

    school_year: str
    since: date
    as_of: date
    smallest: int
    by: FiguresBy
    items: list[AttendanceChangeRow]


class AttendanceSubgroupRow(Reply):
    """Students of the whole district in one subgroup."""

    group: str
    students: int | None
    chronic: int | None
    chronic_rate: float | None
    suppressed: SuppressionReason | None
    counted_on: date = Field(description="Counted as of this week, lest two weeks differ by a few students.")


class AttendanceSubgroups(Reply):
    """Counts by one dimension the district turned on."""

    school_year: str
    as_of: date
    definition: DefinitionReference | None = Field(description="By which definition; null: the federal one.")
    smallest: int
    dimension: Dimension
    items: list[AttendanceSubgroupRow] = Field(description="Empty: it was not turned on then.")


class AttendanceOfClass(Reply):
    """How the students of a class stand now, for who sees each of them anyway."""

    school_year: str
    school: SchoolReference
    definition: DefinitionReference | None = Field(description="By which definition; null: the federal one.")
    students: int = Field(description="Students with a figure.")
    without_figure: int
    chronic: int
    bands: list[BandCount]
    whole_through: date | None


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


class FigureTrendAsked(BaseModel):
    """Which table of which weeks of a year."""

    model_config = ConfigDict(extra="forbid")

    school_year: SchoolYear | None = Field(default=None, description="Left out: the one today is in.")
    by: FiguresBy = FiguresBy.SCHOOL
    school_id: UUID | None = Field(default=None, description="Only this school's rows of the same tables.")
    every: FiguresEvery = FiguresEvery.WEEK


class FigureChangeAsked(FigureTableAsked):
    """Which week, which table, and of how many weeks."""

    weeks: int = Field(default=WEEKS, description="Changes are told of four weeks; others are refused.")


class FigureSubgroupsAsked(FiguresAsked):
    """Which week, by what; subgroups are of the whole district, any other cut of them is refused."""

    dimension: Dimension
    by: FiguresBy = FiguresBy.DISTRICT


class FigureClassAsked(BaseModel):
    """Which class."""

    model_config = ConfigDict(extra="forbid")

    class_id: UUID
