"""Corrections of a student's day. What counts of one is a row of `attendance_events`, whose batch it is."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class CorrectionState(StrEnum):
    """Whether a correction holds."""

    STANDING = "standing"
    """It holds against what is reported."""
    AGREED = "agreed"
    """What is reported says the same now."""
    REPLACED = "replaced"
    """A later correction of the same holds."""
    TAKEN_BACK = "taken_back"
    """What is reported counts again."""


class AttendanceCorrectionRow(DistrictOwned, Stamped, Base):
    """A student's day, or a period of it ('' the whole day), as somebody of the school says it was."""

    __tablename__ = "attendance_corrections"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index(
            "uq_attendance_corrections_standing",
            *("district_id", "student_id", "school_id", "day", "period"),
            unique=True,
            postgresql_where=text("state = 'standing'"),
        ),
        Index("ix_attendance_corrections_student", "district_id", "student_id", "id"),
        Index("ix_attendance_corrections_school", "district_id", "school_id", "id"),
        Index("ix_attendance_corrections_state", "district_id", "state", "id"),
        Index("ix_attendance_corrections_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    day: Mapped[date]
    period: Mapped[str]
    code_id: Mapped[UUID]
    code: Mapped[str]
    #: What it says itself of the day missed, in parts of which it has 27,720.
    share: Mapped[int | None]
    state: Mapped[CorrectionState] = mapped_column(enumeration(CorrectionState))
    ended_at: Mapped[datetime | None]
