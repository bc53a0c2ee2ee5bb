"""The days a service has begun."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class BegunDayRow(Base):
    """A day of the district this service has begun, committed with the work that was done for it.

    `heard_at` is when scheduling's word of it came; `is_alone` says that the service began it without.
    """

    __tablename__ = "begun_days"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    is_alone: Mapped[bool]
