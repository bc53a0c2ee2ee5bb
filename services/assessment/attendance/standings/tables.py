"""How students stand, by school and school year; and how they stood."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import DATEMULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, enumeration
from shared.db.keeping import Whose, of


class NoFigure(StrEnum):
    """Why there is no band."""

    UNMAPPED_CODE = "unmapped_code"
    """A day bears a code whose meaning nobody has said."""
    TOO_FEW_DAYS = "too_few_days"
    """Enrolled on fewer school days than the definition asks for."""
    NOT_ENROLLED = "not_enrolled"
    """Not enrolled at the school in that year, as is known now."""
    NOTHING_REPORTED = "nothing_reported"
    """No school day of the school was reported in full."""


class AttendanceStandingRow(DistrictOwned, Base):
    """A student's days at one school in one school year, as last worked out. With an unmapped code its days are null."""

    __tablename__ = "attendance_standings"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        UniqueConstraint(
            *("district_id", "student_id", "school_id", "school_year"), name="uq_attendance_standings_student"
        ),
        Index("ix_attendance_standings_school", "district_id", "school_id", "school_year", "student_id", "id"),
        Index("ix_attendance_standings_year", "district_id", "school_year", "student_id", "id"),
        Index("ix_attendance_standings_band", "district_id", "band", "school_year", "student_id", "id"),
        Index(
            "ix_attendance_standings_no_figure",
            *("district_id", "no_figure", "school_year", "student_id", "id"),
            postgresql_where=text("no_figure is not null"),
        ),
        Index("ix_attendance_standings_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    school_year: Mapped[str]
    days_enrolled: Mapped[int | None]
    days_absent: Mapped[int | None]
    #: Days absent by the category most of the day was missed for.
    by_category: Mapped[dict[str, Any] | None]
    tardies: Mapped[int | None]
    days_excluded: Mapped[int]
    band: Mapped[str | None]
    is_chronic: Mapped[bool | None]
    no_figure: Mapped[NoFigure | None] = mapped_column(enumeration(NoFigure))
    basis: Mapped[str]
    whole_through: Mapped[date | None]
    #: Null: by the usual one.
    definition_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(BigInteger)


class KnownEnrollmentRow(Base):
    """The days somebody is a student of a school, as was known when it was last looked at."""

    __tablename__ = "attendance_known_enrollments"
    keeping = of(Whose.STUDENT, "student_id")

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    held: Mapped[Any] = mapped_column(DATEMULTIRANGE)


class LateDayRow(Base):
    """A day that a report of everybody had covered before it was known that the student was one of the school's then.

    Nobody spoke of them: they are not reported until somebody does.
    """

    __tablename__ = "attendance_late_days"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_attendance_late_days_day", "district_id", "school_id", "day"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    known_at: Mapped[datetime]


class AttendanceBandRow(Base):
    """A band a student came into, and when. Null: there was no figure from then on."""

    __tablename__ = "attendance_band_history"
    keeping = of(Whose.STUDENT, "student_id")

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_year: Mapped[str] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(primary_key=True)
    before: Mapped[str | None]
    after: Mapped[str | None]
    days_enrolled: Mapped[int | None]
    days_absent: Mapped[int | None]
    definition_id: Mapped[UUID | None]
