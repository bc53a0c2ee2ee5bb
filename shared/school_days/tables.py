"""The table of the copy. Days nobody told of have no row: they are no school days."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class SchoolDayRow(Base):
    """A day as scheduling last told it: is school held by the district's calendar, and at which schools the other way round."""

    __tablename__ = "school_days"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    school_is_held: Mapped[bool]
    differing_school_ids: Mapped[list[UUID]]
    version: Mapped[int] = mapped_column(BigInteger)
