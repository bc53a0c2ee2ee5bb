"""School years: from which day to which."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


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
