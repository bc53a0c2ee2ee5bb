"""The days whose work has been done."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of, part_of


class OpenedDayRow(DistrictOwned, Base):
    """A day that has begun in the district: its row is committed with all that it brought about.

    `since` is the day that had begun before it. A day on which nothing ran is made up for by the next that runs: its row says
    only whether school was held. `soon_until` is the last due date its reminders spoke of.
    """

    __tablename__ = "opened_days"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (UniqueConstraint("district_id", "day", name="uq_opened_days_day"),)

    day: Mapped[date]
    since: Mapped[date | None]
    opened_at: Mapped[datetime]
    school_is_held: Mapped[bool]
    #: Were people told what is due? Not on a missed day, nor where nothing was published as the day began.
    is_reminded: Mapped[bool] = mapped_column(server_default=true())
    soon_until: Mapped[date | None]
    occurrences_made: Mapped[int] = mapped_column(default=0)
    barriers_escalated: Mapped[int] = mapped_column(default=0)
    people_reminded: Mapped[int] = mapped_column(default=0)
    schools_summed: Mapped[int] = mapped_column(default=0)


class ToldDueRow(DistrictOwned, Base):
    """A task and due date that reminders have spoken of, as due soon or as overdue: whatever else they speak of is new.

    No foreign key: a task is never deleted, and checking the key would lock tasks people are at work on.
    """

    __tablename__ = "told_due"
    keeping = part_of("tasks", "task_id")
    __table_args__ = (UniqueConstraint("district_id", "task_id", "due_on", "overdue", name="uq_told_due_once"),)

    task_id: Mapped[UUID]
    due_on: Mapped[date]
    overdue: Mapped[bool]
