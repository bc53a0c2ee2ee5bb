"""The district's ladder, and who was told of which overdue task by which of its rungs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of

#: Whom a rung notifies that names no role.
OWNER = "owner"


class EscalationLadderRow(DistrictOwned, Stamped, Base):
    """The rungs a district set, lowest first: [{after_school_days, tell, quiet_period_days}]. No row: the usual ladder."""

    __tablename__ = "escalation_ladders"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (UniqueConstraint("district_id", name="uq_escalation_ladders_district"),)

    rungs: Mapped[list[dict[str, Any]]]


class EscalationRow(DistrictOwned, Stamped, Base):
    """One rung notified one person of one overdue task. The rung stands here as it was that day."""

    __tablename__ = "escalations"
    keeping = of(Whose.PERSON, "recipient_id")
    __table_args__ = (
        UniqueConstraint(
            "district_id", "task_id", "due_on", "after_school_days", "tell", "recipient_id", name="uq_escalations_once"
        ),
        Index("ix_escalations_recipient", "district_id", "recipient_id", "fired_on"),
        Index("ix_escalations_school", "district_id", "school_id", "id"),
        Index("ix_escalations_fired_on", "district_id", "fired_on", "id"),
        Index("ix_escalations_updated_at", "district_id", "updated_at", "id"),
    )

    task_id: Mapped[UUID]
    plan_id: Mapped[UUID | None]
    activity_code: Mapped[str | None]
    title: Mapped[str | None]
    text_code: Mapped[str | None]
    text_values: Mapped[dict[str, Any] | None]
    school_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    due_on: Mapped[date]
    school_days_overdue: Mapped[int]
    after_school_days: Mapped[int]
    #: `owner`, or a role of the catalogue: at the task's school, or of the district.
    tell: Mapped[str]
    quiet_period_days: Mapped[int]
    recipient_id: Mapped[UUID]
    fired_on: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    silent_until: Mapped[date | None]
