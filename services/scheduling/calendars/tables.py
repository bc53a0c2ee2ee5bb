"""School years: the days due rules count."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped


class SchoolYearRow(DistrictOwned, Stamped, Base):
    """A school year of the district, and the weekdays in it on which no school is held."""

    __tablename__ = "school_years"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="days_in_order"),
        Index("ix_school_years_starts_on", "district_id", "starts_on", "id"),
    )

    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    non_school_days: Mapped[list[date]] = mapped_column(ARRAY(Date))
