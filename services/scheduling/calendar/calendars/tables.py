"""What is listed of single days: for the district, or for one school."""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class CalendarDayRow(DistrictOwned, Stamped, Base):
    """A day that is not what its weekday says; a school's own row beats the district's (`school_id` null).

    `school_is_held` is what the day's type says, which it never changes.
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
