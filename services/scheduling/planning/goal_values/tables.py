"""Values of goals, and the copy of the scores that are such values."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Double, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of, part_of


class GoalValueRow(DistrictOwned, Stamped, Base):
    """A value of a goal on a day, written by hand; `source` says where it comes from.

    One that is withdrawn has the reason, and counts for nothing.
    """

    __tablename__ = "goal_values"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "plan_id"], ["plans.district_id", "plans.id"], name="fk_goal_values_plan"),
        Index("ix_goal_values_goal", "district_id", "goal_id", "on_day", "id"),
    )

    plan_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    on_day: Mapped[date]
    value: Mapped[float] = mapped_column(Double)
    source: Mapped[str]
    withdrawn_reason: Mapped[str | None]


class MeasuredScoreRow(DistrictOwned, Base):
    """A school's score as assessment tells it: the latest of one administration. One that was withdrawn has no points."""

    __tablename__ = "measured_scores"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        UniqueConstraint("district_id", "administration_id", name="uq_measured_scores_administration"),
        Index("ix_measured_scores_instrument", "district_id", "instrument_code", "school_year"),
    )

    administration_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(BigInteger)
    school_id: Mapped[UUID | None]
    instrument_code: Mapped[str]
    school_year: Mapped[str]
    window: Mapped[str]
    held_on: Mapped[date]
    points: Mapped[int | None]
    possible: Mapped[int | None]
    met_threshold: Mapped[bool | None]
    subscales: Mapped[list[dict[str, Any]]]
