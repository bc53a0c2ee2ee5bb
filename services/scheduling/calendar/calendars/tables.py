"""School years, their terms, and what is listed of single days: for the district, or for one school."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class CalendarDayRow(DistrictOwned, Stamped, Base):
    """A day that is not what its weekday says; a school's own row beats the district's (`school_id` null).

    `school_is_held` is what the day's type says, which it never changes. `by_school` is what a school says of itself, within the
    district's policy.
    """

    __tablename__ = "calendar_days"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        UniqueConstraint(
            *("district_id", "day", "school_id"), name="uq_calendar_days_day", postgresql_nulls_not_distinct=True
        ),
    )

    school_id: Mapped[UUID | None]
    day: Mapped[date]
    day_type: Mapped[str]
    school_is_held: Mapped[bool]
    note: Mapped[str | None]
    by_school: Mapped[bool] = mapped_column(server_default=false(), default=False)


class OverruledDayRow(DistrictOwned, Stamped, Base):
    """What a day was to be at a school, as it was listed, while the district closes that day; it stands again afterwards."""

    __tablename__ = "overruled_days"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (UniqueConstraint("district_id", "day", "school_id", name="uq_overruled_days_day"),)

    school_id: Mapped[UUID]
    day: Mapped[date]
    day_type: Mapped[str]
    school_is_held: Mapped[bool]
    note: Mapped[str | None]
    by_school: Mapped[bool]


class SchoolYearRow(DistrictOwned, Stamped, Base):
    """A school year of the district, or of one school that begins or ends on other days.

    `listed_at` is when the roster that lists it was told; a year made by hand has none.
    """

    __tablename__ = "school_years"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="days_in_order"),
        Index("ix_school_years_starts_on", "district_id", "starts_on", "id"),
    )

    school_id: Mapped[UUID | None]
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    listed_at: Mapped[datetime | None]


class TermKind(StrEnum):
    """What kind of part; parts of one kind do not overlap, a grading period lies in a semester."""

    SEMESTER = "semester"
    TERM = "term"
    GRADING_PERIOD = "grading_period"


class TermSource(StrEnum):
    """Where it comes from: the roster, or added by hand."""

    ROSTER = "roster"
    HAND = "hand"


class TermRow(DistrictOwned, Stamped, Base):
    """A term of the district, or of one school. `listed_at` is when the roster that lists it was sent.

    No foreign key to the school year: the roster's terms may arrive before it.
    """

    __tablename__ = "terms"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        # The roster is taken as it comes; what is written by hand names each term once.
        Index(
            "uq_terms_code",
            *("district_id", "school_year_id", "school_id", "code"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("source = 'hand' and deleted_at is null"),
        ),
        Index("ix_terms_starts_on", "district_id", "starts_on", "id"),
        Index("ix_terms_updated_at", "district_id", "updated_at", "id"),
    )

    school_year_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    kind: Mapped[TermKind] = mapped_column(enumeration(TermKind))
    code: Mapped[str]
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[TermSource] = mapped_column(enumeration(TermSource))
    listed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class ToldCalendarRow(Base):
    """How often the district's school days were told, which is the version of what was told last, and when all of them were."""

    __tablename__ = "told_calendars"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    whole_on: Mapped[date | None]
