"""Enrolment at schools, as it was sent.

What was said is never changed: a later word stands beside it from its moment on, so that any figure can be had as of a moment.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.feeds.batches.tables import HeldRow
from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class SchoolEnrollmentRow(DistrictOwned, Base):
    """A student of a school from one day to another (None: still). In force until `superseded_at`. Written by SQL."""

    __tablename__ = "school_enrollments"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index(
            "uq_school_enrollments_in_force",
            *("district_id", "student_id", "school_id", "begins_on"),
            unique=True,
            postgresql_where=text("superseded_at is null"),
        ),
        Index("ix_school_enrollments_student", "district_id", "student_id", "school_id", "id"),
        Index("ix_school_enrollments_school", "district_id", "school_id", "id"),
        Index("ix_school_enrollments_batch", "district_id", "batch_id"),
        Index(
            "ix_school_enrollments_superseded_by",
            *("district_id", "superseded_by"),
            postgresql_where=text("superseded_by is not null"),
        ),
        Index("ix_school_enrollments_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    grade: Mapped[str | None]
    batch_id: Mapped[UUID]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    superseded_at: Mapped[datetime | None]
    #: The batch by which.
    superseded_by: Mapped[UUID | None]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(BigInteger)


class SchoolEnrollmentSpokenRow(Base):
    """What a batch said of an enrolment, be it that nothing changed, or that there is none (`is_removed`)."""

    __tablename__ = "school_enrollment_spoken_rows"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_school_enrollment_spoken_rows_batch", "district_id", "batch_id"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    begins_on: Mapped[date] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    ends_on: Mapped[date | None]
    grade: Mapped[str | None]
    is_removed: Mapped[bool]
    #: When it was sent, also of a row that was held.
    spoken_at: Mapped[datetime]


class SchoolEnrollmentHeldRow(HeldRow, Base):
    """An enrolment of a student the roster does not know yet: kept until it does, or a later batch says it anew."""

    __tablename__ = "school_enrollment_held_rows"
    keeping = of(Whose.DISTRICT)

    school_id: Mapped[UUID]
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    grade: Mapped[str | None]
    is_removed: Mapped[bool]
