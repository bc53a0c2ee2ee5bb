"""Who wants to hear what becomes of a task that is not theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from services.scheduling.work.tasks.tables import OfTask
from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class WatcherRow(DistrictOwned, OfTask, Base):
    """A staff member who watches a task. It gives them no right to see it: who lost sight of it hears nothing."""

    __tablename__ = "task_watchers"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        UniqueConstraint("district_id", "task_id", "staff_id", name="uq_task_watchers_staff"),
        ForeignKeyConstraint(
            ["district_id", "task_id"], ["tasks.district_id", "tasks.id"], name="fk_task_watchers_task"
        ),
        Index("ix_task_watchers_staff", "district_id", "staff_id"),
    )

    staff_id: Mapped[UUID]
    since: Mapped[datetime]
