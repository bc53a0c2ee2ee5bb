"""Results: how a plan stood on its last day."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.scheduling.planning.plans.tables import PlanState
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import part_of


class PlanResultRow(DistrictOwned, Stamped, Base):
    """The figures of a plan's roll-up as they stood when it ended, by what they meant then; written once.

    `ended_as` is the state it ended in. `figures_hash` is the SHA-256 of `figures` as canonical JSON.
    """

    __tablename__ = "plan_results"
    keeping = part_of("plans", "plan_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "plan_id"], ["plans.district_id", "plans.id"], name="fk_plan_results_plan"
        ),
        UniqueConstraint("district_id", "plan_id", name="uq_plan_results_plan"),
    )

    plan_id: Mapped[UUID]
    ended_as: Mapped[PlanState] = mapped_column(enumeration(PlanState))
    ended_on: Mapped[date]
    definitions_version: Mapped[int]
    figures: Mapped[dict[str, Any]]
    figures_hash: Mapped[str]
