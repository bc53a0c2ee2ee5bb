"""Early-warning rules, the flags they raise, and how those came and went."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKeyConstraint, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.triggers.tables import TriggerState
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class Combine(StrEnum):
    """How many of a rule's conditions have to be met."""

    ANY = "any"
    ALL = "all"
    AT_LEAST = "at_least"


class ConditionKind(StrEnum):
    """What a condition looks at, in the school year."""

    ATTENDANCE_BELOW = "attendance_below"
    """Days attended of days enrolled, below a percentage, by the definition of absence in force."""
    ATTENDANCE_BAND = "attendance_band"
    """A band of days missed, or one above it."""
    INCIDENTS = "incidents"
    """Incidents the student did."""
    FAILING_MARKS = "failing_marks"
    """Courses whose newest mark is failing."""
    SCREENING_RISK = "screening_risk"
    """The newest result of a screener says such a level of risk."""


class FlagState(StrEnum):
    """Whether a rule is met by a student."""

    RAISED = "raised"
    """It is."""
    UNDECIDED = "undecided"
    """Nobody can say: a word nobody has mapped, a score without cut score."""
    CLEARED = "cleared"
    """It was, and is no longer: a correction, better facts, a retired rule, another school year."""


class WhyUndecided(StrEnum):
    """Why nobody can say whether a condition is met."""

    UNMAPPED_CODE = "unmapped_code"
    """A word whose meaning nobody has said."""
    NO_CUT_SCORE = "no_cut_score"
    """The screener has no cut score for that grade and window."""
    TOO_FEW_DAYS = "too_few_days"
    """Enrolled on fewer school days than the definition asks for."""
    NOTHING_REPORTED = "nothing_reported"
    """No school day was reported in full."""


class IndicatorRuleRow(DistrictOwned, Stamped, Base):
    """What the district wants to be warned of. What was activated never changes: another replaces it."""

    __tablename__ = "indicator_rules"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_indicator_rules_updated_at", "district_id", "updated_at", "id"),)

    state: Mapped[TriggerState] = mapped_column(enumeration(TriggerState))
    title: Mapped[str]
    #: Whose thresholds these are.
    source: Mapped[str]
    combine: Mapped[Combine] = mapped_column(enumeration(Combine))
    at_least: Mapped[int | None]
    grades: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: Of which schools' students it speaks; none: of all.
    school_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    conditions: Mapped[list[dict[str, Any]]]
    #: Retired when this one is activated.
    replaces_id: Mapped[UUID | None]


class IndicatorFlagRow(DistrictOwned, Base):
    """What a rule says of a student in a school year. Written by SQL.

    `outcomes`: of each condition that is met, or of which nobody can say, why, and the ids of the facts it goes by.
    """

    __tablename__ = "indicator_flags"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        UniqueConstraint("district_id", "student_id", "rule_id", "school_year", name="uq_indicator_flags_once"),
        ForeignKeyConstraint(
            ["district_id", "rule_id"],
            ["indicator_rules.district_id", "indicator_rules.id"],
            name="fk_indicator_flags_rule",
        ),
        Index("ix_indicator_flags_school", "district_id", "school_id", "id"),
        Index("ix_indicator_flags_rule", "district_id", "rule_id", "id"),
        Index("ix_indicator_flags_state", "district_id", "state", "id"),
        Index("ix_indicator_flags_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    rule_id: Mapped[UUID]
    school_year: Mapped[str]
    state: Mapped[FlagState] = mapped_column(enumeration(FlagState))
    outcomes: Mapped[list[dict[str, Any]]]
    raised_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(BigInteger)


class IndicatorFlagHistoryRow(Base):
    """What a flag was from a moment on."""

    __tablename__ = "indicator_flag_history"
    keeping = of(Whose.STUDENT, "student_id")

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    flag_id: Mapped[UUID] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(primary_key=True)
    student_id: Mapped[UUID]
    state: Mapped[FlagState] = mapped_column(enumeration(FlagState))
    outcomes: Mapped[list[dict[str, Any]]]
