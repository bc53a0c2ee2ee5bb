"""Attendance codes."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.codes.categories import AbsenceReason, Category
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class AttendanceCodeRow(DistrictOwned, Stamped, Base):
    """A code as some system sends it, and what it means here; null: nobody has said yet. `folded` is what it is known by."""

    __tablename__ = "attendance_codes"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "folded", name="uq_attendance_codes_folded"),
        CheckConstraint("missed between 0 and 27720", name="share_of_a_day"),
        Index("ix_attendance_codes_updated_at", "district_id", "updated_at", "id"),
    )

    code: Mapped[str]
    folded: Mapped[str]
    category: Mapped[Category | None] = mapped_column(enumeration(Category))
    #: Why somebody was away, where the code says so; it plays no part in what counts.
    reason: Mapped[AbsenceReason | None] = mapped_column(enumeration(AbsenceReason))
    #: Of a day, in parts of which it has 27,720, unless a row says how much.
    missed: Mapped[int]
