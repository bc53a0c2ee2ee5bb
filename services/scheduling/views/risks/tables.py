"""The district's rules of risk, version by version, and what they found of plans."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class RiskKind(StrEnum):
    """What a rule looks at."""

    SLIPPAGE = "slippage"
    FORECAST = "forecast"
    GOAL_BEHIND = "goal_behind"
    SCORE_BELOW = "score_below"


class RiskRulesRow(DistrictOwned, Stamped, Base):
    """A version of the district's rules; the highest number holds."""

    __tablename__ = "risk_rules"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (UniqueConstraint("district_id", "number", name="uq_risk_rules_number"),)

    number: Mapped[int]
    rules: Mapped[list[dict[str, Any]]]


class PlanRiskRow(DistrictOwned, Stamped, Base):
    """What a rule found of a plan, or of one of its goals: told once, and cleared once, on `cleared_on`."""

    __tablename__ = "plan_risks"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "plan_id"], ["plans.district_id", "plans.id"], name="fk_plan_risks_plan"),
        Index(
            "uq_plan_risks_open",
            *("district_id", "plan_id", "rule_code", "goal_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("cleared_on is null"),
        ),
        Index("ix_plan_risks_plan", "district_id", "plan_id", "id"),
        Index("ix_plan_risks_updated_at", "district_id", "updated_at", "id"),
    )

    plan_id: Mapped[UUID]
    rule_code: Mapped[str]
    kind: Mapped[RiskKind] = mapped_column(enumeration(RiskKind))
    rules_version: Mapped[int]
    goal_id: Mapped[UUID | None]
    found_on: Mapped[date]
    figures: Mapped[dict[str, Any]]
    cleared_on: Mapped[date | None]
    cleared_figures: Mapped[dict[str, Any] | None]
