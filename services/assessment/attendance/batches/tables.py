"""Batches of attendance events, what they said of whom, and which school days were reported in full.

What was said is never changed: a later word stands beside it from its moment on, so that any figure can be had as of a moment.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.codes.categories import AttendanceOutcome
from services.assessment.feeds.batches.tables import (
    Batch,
    BatchFault,
    BatchPart,
    HeldRow,
    of_batch,
    of_batches,
    of_faults,
)
from shared.db.base import Base, enumeration
from shared.db.keeping import Whose, of, part_of


class BatchAbout(StrEnum):
    """What the rows of a batch are about."""

    EVENTS = "events"
    """Who was not there, or late."""
    ENROLLMENTS = "enrollments"
    """Who is a student of which school, from when to when."""


class Listed(StrEnum):
    """Whom a batch lists of the school days it covers in full."""

    EXCEPTIONS = "exceptions"
    """Who was not there, or late: whoever is not listed was present."""
    EVERYBODY = "everybody"
    """Each student: whoever is not listed was not reported."""


class AttendanceBatchRow(Batch, Base):
    """What was sent under one name. `covers` null: it says of no day that it is whole."""

    __tablename__ = "attendance_batches"
    keeping = of(Whose.DISTRICT)
    __table_args__ = of_batches("attendance_batches", "about")

    about: Mapped[BatchAbout] = mapped_column(enumeration(BatchAbout), server_default=text("'events'"))
    covers: Mapped[Listed | None] = mapped_column(enumeration(Listed))
    day_count: Mapped[int]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]


class AttendanceFaultRow(BatchFault, Base):
    """What was wrong with a row."""

    __tablename__ = "attendance_batch_faults"
    keeping = part_of("attendance_batches", "batch_id")
    __table_args__ = of_faults("attendance_batch_faults", "attendance_batches")


class AttendancePartRow(BatchPart, Base):
    """Rows of a batch that is not whole yet."""

    __tablename__ = "attendance_batch_parts"
    keeping = part_of("attendance_batches", "batch_id")
    __table_args__ = of_batch("attendance_batch_parts", "attendance_batches")


class AttendanceHeldRow(HeldRow, Base):
    """A row for a student the roster does not know yet: kept until it does, or somebody says anew what the day was."""

    __tablename__ = "attendance_held_rows"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_attendance_held_rows_day", "district_id", "school_id", "day"),)

    school_id: Mapped[UUID]
    day: Mapped[date]
    period: Mapped[str]
    code: Mapped[str]
    share: Mapped[int | None]


class AttendanceEventRow(Base):
    """What was reported of a student's day, or of a period of it, other than being there. In force until `superseded_at`.

    `missed` is of the school day, in parts of which it has 27,720; `share` is what the row itself said.
    """

    __tablename__ = "attendance_events"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        CheckConstraint("missed between 0 and 27720", name="share_of_a_day"),
        Index(
            "uq_attendance_events_in_force",
            *("district_id", "school_id", "day", "student_id", "period", "is_correction"),
            unique=True,
            postgresql_where=text("superseded_at is null"),
        ),
        Index(
            "ix_attendance_events_code",
            *("district_id", "code_id"),
            postgresql_where=text("superseded_at is null and code_id is not null"),
        ),
        Index("ix_attendance_events_batch", "district_id", "batch_id"),
        Index(
            "ix_attendance_events_superseded",
            *("district_id", "school_id", "day"),
            postgresql_where=text("superseded_at is not null"),
        ),
        Index(
            "ix_attendance_events_corrections",
            *("district_id", "student_id", "day"),
            postgresql_where=text("is_correction"),
        ),
        Index(
            "ix_attendance_events_superseded_by",
            *("district_id", "superseded_by"),
            postgresql_where=text("superseded_by is not null"),
        ),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    outcome: Mapped[AttendanceOutcome] = mapped_column(enumeration(AttendanceOutcome))
    missed: Mapped[int]
    code: Mapped[str | None]
    code_id: Mapped[UUID | None]
    share: Mapped[int | None]
    #: By the school's office: it holds against what the feed says, which stands beside it.
    is_correction: Mapped[bool] = mapped_column(server_default=text("false"))
    #: The batch, or the correction, that said so.
    batch_id: Mapped[UUID]
    recorded_by: Mapped[str]
    superseded_at: Mapped[datetime | None]
    #: The batch by which.
    superseded_by: Mapped[UUID | None]


class AttendanceDayRow(Base):
    """A school's day that was reported in full: it counts. In force until `superseded_at`."""

    __tablename__ = "attendance_days"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        Index(
            "uq_attendance_days_in_force",
            *("district_id", "school_id", "day"),
            unique=True,
            postgresql_where=text("superseded_at is null"),
        ),
        Index("ix_attendance_days_batch", "district_id", "batch_id"),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    listed: Mapped[Listed] = mapped_column(enumeration(Listed))
    batch_id: Mapped[UUID]
    recorded_by: Mapped[str]
    #: Codes that were read as being there: none of their rows is kept.
    present_codes: Mapped[list[UUID]]
    superseded_at: Mapped[datetime | None]
    superseded_by: Mapped[UUID | None]


class AttendanceSpokenDayRow(Base):
    """A batch spoke of a school's whole day, be it that nothing changed: what stood there at `spoken_at` is what it says."""

    __tablename__ = "attendance_spoken_days"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (Index("ix_attendance_spoken_days_batch", "district_id", "batch_id"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    spoken_at: Mapped[datetime]


class AttendanceSpokenRow(Base):
    """A batch spoke of a student's day, or a period of it, without speaking of the school's whole day."""

    __tablename__ = "attendance_spoken_rows"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_attendance_spoken_rows_batch", "district_id", "batch_id"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    spoken_at: Mapped[datetime]
