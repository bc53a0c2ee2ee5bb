"""Batches of attendance events, what they said of whom, and which school days were reported in full.

What was said is never changed: a later word stands beside it from its moment on, so that any figure can be had as of a moment.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.codes.categories import AttendanceOutcome
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class BatchState(StrEnum):
    """How far a batch is."""

    OPEN = "open"
    """Parts of it are there; nothing of it counts yet."""
    APPLIED = "applied"
    """It counts."""
    TAKEN_BACK = "taken_back"
    """It counts no more; what was said before it does again."""


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


_BATCH = ["attendance_batches.district_id", "attendance_batches.id"]


class AttendanceBatchRow(DistrictOwned, Stamped, Base):
    """What was sent under one name. `covers` null: it says of no day that it is whole."""

    __tablename__ = "attendance_batches"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "about", "batch", name="uq_attendance_batches_batch"),
        Index("ix_attendance_batches_updated_at", "district_id", "updated_at", "id"),
    )

    about: Mapped[BatchAbout] = mapped_column(enumeration(BatchAbout), server_default=text("'events'"))
    batch: Mapped[str]
    state: Mapped[BatchState] = mapped_column(enumeration(BatchState))
    covers: Mapped[Listed | None] = mapped_column(enumeration(Listed))
    parts: Mapped[list[dict[str, Any]]]
    row_count: Mapped[int]
    held_count: Mapped[int]
    refused_count: Mapped[int]
    fault_count: Mapped[int]
    #: Facts that differ from what stood there before.
    changed_count: Mapped[int]
    day_count: Mapped[int]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    applied_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]


class AttendanceFaultRow(DistrictOwned, Base):
    """What was wrong with a row; where, never what stood there."""

    __tablename__ = "attendance_batch_faults"
    keeping = part_of("attendance_batches", "batch_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "batch_id"], _BATCH, name="fk_attendance_batch_faults_batch", ondelete="cascade"
        ),
        Index("ix_attendance_batch_faults_place", "district_id", "batch_id", "part", "row", "id"),
    )

    batch_id: Mapped[UUID]
    part: Mapped[int]
    row: Mapped[int]
    pointer: Mapped[str]
    code: Mapped[str]
    detail: Mapped[str]
    created_at: Mapped[datetime]


class AttendancePartRow(Base):
    """Rows of a batch that is not whole yet, in the form `staging.py` reads them; gone once it counts."""

    __tablename__ = "attendance_batch_parts"
    keeping = part_of("attendance_batches", "batch_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "batch_id"], _BATCH, name="fk_attendance_batch_parts_batch", ondelete="cascade"
        ),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[list[dict[str, Any]]]


class AttendanceHeldRow(Base):
    """A row for a student the roster does not know yet: kept until it does, or somebody says anew what the day was."""

    __tablename__ = "attendance_held_rows"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_attendance_held_rows_day", "district_id", "school_id", "day"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    known_by: Mapped[str]
    student: Mapped[str]
    school_id: Mapped[UUID]
    day: Mapped[date]
    period: Mapped[str]
    code: Mapped[str]
    share: Mapped[int | None]
    held_at: Mapped[datetime]


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
