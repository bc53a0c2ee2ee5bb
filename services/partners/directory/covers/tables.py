"""Covers: who stands in for whom, as scheduling told it."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, false
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class CoverRow(DistrictOwned, Base):
    """On these days, both included, `to_id` also holds the school roles of `from_id`: at the school or (None) at all of theirs.

    `id` is the delegation's. No foreign keys: its end may be told before its beginning, and then stays its end.
    """

    __tablename__ = "covers"
    keeping = of(Whose.PERSON, "from_id")
    __table_args__ = (Index("ix_covers_to", "district_id", "to_id"),)

    from_id: Mapped[UUID]
    to_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_over: Mapped[bool] = mapped_column(default=False, server_default=false())
