"""Emergency access: who read more than their roles let them, because somebody was in danger."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class Outcome(StrEnum):
    """What a reviewer found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


class EmergencyAccessRow(DistrictOwned, Stamped, Base):
    """One override (34 CFR 99.36): at a school or (without one) in the whole district, open until `until` or `closed_at`.

    What was written about the threat and the review stays in this row: it is in no event and no log.
    """

    __tablename__ = "emergency_accesses"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_emergency_accesses_staff"
        ),
        ForeignKeyConstraint(
            ["district_id", "school_id"], ["schools.district_id", "schools.id"], name="fk_emergency_accesses_school"
        ),
        CheckConstraint("until > opened_at and until <= opened_at + interval '4 hours'", name="short"),
        CheckConstraint("reviewed_by_id <> staff_id", name="reviewed_by_another"),
        Index(
            "uq_emergency_accesses_open",
            "district_id",
            "staff_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
        Index("ix_emergency_accesses_updated_at", "district_id", "updated_at", "id"),
    )

    staff_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    records: Mapped[list[str]]
    reason: Mapped[str]
    disclosed_to: Mapped[str]
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(enumeration(Outcome))
    review_note: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[UUID | None]
