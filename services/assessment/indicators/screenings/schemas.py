"""Wire models of screeners and results."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from services.assessment.feeds.sent_rows.schemas import FactBody
from services.assessment.indicators.screenings.rules import grade_of
from services.assessment.indicators.screenings.tables import (
    NoLevel,
    RiskLevel,
    ScoreKind,
    ScreeningArea,
    ScreeningWindow,
)
from services.assessment.records.student_records.schemas import Grade
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import Body, Code, Day, Instant, Kept, Moment, Number, Reply, ShortText, SourceId


def _word(value: Any) -> Any:
    return value.rpartition("#")[2].strip().lower() if isinstance(value, str) else value


def _grade(value: Any) -> Any:
    return grade_of(value) if isinstance(value, str) else value


class CutScore(Body):
    """From which score on a level holds, for a grade and a window, or for all that have no cut scores of their own."""

    risk_level: RiskLevel
    from_score: Number
    grade: Grade | None = None
    window: ScreeningWindow | None = None


class CutScoreShown(Reply):
    """From which score on a level holds."""

    risk_level: RiskLevel
    from_score: float
    grade: str | None = None
    window: ScreeningWindow | None = None


class ScreenerCreate(Body):
    """An edition of a screener, with its range and cut scores. It never changes."""

    code: Code = Field(description="As results name it.")
    edition: Code = Field(default="1", description="Other cut scores are another edition.")
    title: ShortText
    area: ScreeningArea
    score_kind: ScoreKind
    lowest: Number = Field(description="A score below is refused.")
    highest: Number = Field(description="A score above is refused.")
    cut_scores: list[CutScore] = Field(
        max_length=300,
        description="Of the closest for a grade and window, the highest from_score a score reaches holds.",
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """Raises `ValueError` for a range that is none, a cut score out of it, or two for the same."""
        if self.lowest >= self.highest:
            raise ValueError("lowest is below highest")
        if any(not self.lowest <= one.from_score <= self.highest for one in self.cut_scores):
            raise ValueError("a cut score lies between lowest and highest")
        same: Sequence[Any] = [(one.grade, one.window, one.from_score) for one in self.cut_scores]
        if len(set(same)) < len(same):
            raise ValueError("one level from a score on, for each grade and window")
        return self


class Screener(Kept):
    """An edition of a screener."""

    code: str
    edition: str
    title: str
    area: ScreeningArea
    score_kind: ScoreKind
    lowest: float
    highest: float
    cut_scores: list[CutScoreShown]


class ScreenerList(Paging):
    """Filters of the list of screeners."""

    code: Code | None = None
    area: Several[ScreeningArea] | None = None


class ScreeningResultBody(FactBody):
    """What a student got in a screening. Without a school: at the one the student attends."""

    school_is_named: ClassVar[bool] = False

    screener: Code = Field(description="The code of a screener of the district's.")
    edition: Code | None = Field(default=None, description="Left out: the newest.")
    window: Annotated[ScreeningWindow, BeforeValidator(_word)] | None = Field(
        default=None, description="Left out: fall to November, winter to February, spring from March on, by the day."
    )
    grade: Annotated[Grade, BeforeValidator(_grade)] | None = Field(
        default=None, description="The grade it was taken for."
    )
    score: float = Field(description="Within the screener's range.")
    result_source_id: SourceId | None = Field(
        default=None, description="The result, by the sending system's own id; left out: screener, window and day."
    )


class ScreeningResult(Kept):
    """What a student got in a screening, and the level of risk it says. `no_level`: why there is none."""

    student_id: UUID
    school: SchoolReference
    day: date
    screener: str
    edition: str
    area: ScreeningArea
    window: ScreeningWindow
    grade: str | None
    score: float
    risk_level: RiskLevel | None
    no_level: NoLevel | None
    indicator_batch_id: UUID = Field(validation_alias="batch_id")
    recorded_at: Moment
    recorded_by: str
    superseded_at: Moment | None = Field(description="Since when something else is said of it; null: it is in force.")
    deleted_at: Moment | None


class ScreeningResultList(Paging):
    """Filters of the list of results."""

    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    screener: Code | None = None
    risk_level: Several[RiskLevel] | None = None
    from_day: Day | None = None
    to_day: Day | None = None
    as_of: Instant | None = Field(default=None, description="As it was known at this moment; left out: now.")
