"""The days whose work has been done."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned


class OpenedDayRow(DistrictOwned, Base):
    """A day that has begun in the district: its row is committed with all that it brought about.

    `soon_until` is the last due date its reminders spoke of, so that the next day's know what is new.
    """

    __tablename__ = "opened_days"
    __table_args__ = (UniqueConstraint("district_id", "day", name="uq_opened_days_day"),)

    day: Mapped[date]
    opened_at: Mapped[datetime]
    school_is_held: Mapped[bool]
    soon_until: Mapped[date | None]
    occurrences_made: Mapped[int] = mapped_column(default=0)
    barriers_escalated: Mapped[int] = mapped_column(default=0)
    people_reminded: Mapped[int] = mapped_column(default=0)
    schools_summed: Mapped[int] = mapped_column(default=0)
