"""Screeners, and results of them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Double, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.feeds.sent_rows.tables import Fact, indexes_of
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class ScoreKind(StrEnum):
    """What a number of a screener is."""

    RAW = "raw"
    SCALE = "scale"
    PERCENTILE = "percentile"
    GRADE_EQUIVALENT = "grade_equivalent"
    RATE = "rate"
    """So many in a minute."""


class ScreeningArea(StrEnum):
    """What a screener is about."""

    READING = "reading"
    MATHEMATICS = "mathematics"
    WRITING = "writing"
    BEHAVIOR = "behavior"
    WELL_BEING = "well_being"
    OTHER = "other"


class ScreeningWindow(StrEnum):
    """When in the school year everybody is screened."""

    FALL = "fall"
    WINTER = "winter"
    SPRING = "spring"


class RiskLevel(StrEnum):
    """What a score says."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class NoLevel(StrEnum):
    """Why a result has no level of risk."""

    NO_CUT_SCORE = "no_cut_score"
    """The screener has no cut score for that grade and window."""


class ScreenerRow(DistrictOwned, Stamped, Base):
    """An edition of a screener: it never changes; other cut scores are another edition."""

    __tablename__ = "screeners"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "code", "edition", name="uq_screeners_edition"),
        CheckConstraint("lowest < highest", name="range"),
        Index("ix_screeners_updated_at", "district_id", "updated_at", "id"),
    )

    code: Mapped[str]
    edition: Mapped[str]
    title: Mapped[str]
    area: Mapped[ScreeningArea] = mapped_column(enumeration(ScreeningArea))
    score_kind: Mapped[ScoreKind] = mapped_column(enumeration(ScoreKind))
    lowest: Mapped[float] = mapped_column(Double)
    highest: Mapped[float] = mapped_column(Double)
    cut_scores: Mapped[list[dict[str, Any]]]


class ScreeningResultRow(Fact, Base):
    """What a student got in a screening. Written by SQL."""

    __tablename__ = "screening_results"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = indexes_of("screening_results")

    screener: Mapped[str]
    edition: Mapped[str]
    area: Mapped[ScreeningArea] = mapped_column(enumeration(ScreeningArea))
    window: Mapped[ScreeningWindow] = mapped_column(enumeration(ScreeningWindow))
    grade: Mapped[str | None]
    score: Mapped[float] = mapped_column(Double)
    risk_level: Mapped[RiskLevel | None] = mapped_column(enumeration(RiskLevel))
    no_level: Mapped[NoLevel | None] = mapped_column(enumeration(NoLevel))
