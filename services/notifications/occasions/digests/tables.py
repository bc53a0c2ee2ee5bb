"""What each person has due as their last school day began, and the days whose digests are still to be made."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class DueDayRow(DistrictOwned, Base):
    """A school day scheduling has told of; `made_at` is null while something told is not yet in a digest.

    It is all here when as many people as `people_count` have their lines.
    """

    __tablename__ = "due_days"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "day", name="uq_due_days_day"),
        Index("ix_due_days_waiting", "heard_at", postgresql_where=text("made_at is null")),
    )

    day: Mapped[date]
    people_count: Mapped[int]
    heard_at: Mapped[datetime]
    made_at: Mapped[datetime | None]


class DueLinesRow(DistrictOwned, Base):
    """One person's (or, without an owner, nobody's) last word from scheduling; the next day's replaces it.

    The lists hold tasks as scheduling told them, at most 200 each; the counts are whole.
    """

    __tablename__ = "due_lines"
    keeping = of(Whose.PERSON, "owner_id")
    __table_args__ = (
        UniqueConstraint("district_id", "owner_id", name="uq_due_lines_owner", postgresql_nulls_not_distinct=True),
        Index("ix_due_lines_day", "district_id", "day"),
    )

    owner_id: Mapped[UUID | None]
    day: Mapped[date]
    due_soon_count: Mapped[int]
    overdue_count: Mapped[int]
    due_soon: Mapped[list[dict[str, Any]]]
    overdue: Mapped[list[dict[str, Any]]]
