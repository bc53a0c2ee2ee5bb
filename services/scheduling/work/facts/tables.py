"""Facts that were told, as rules that make work are held against them, and tried on the past."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class FactRow(DistrictOwned, Base):
    """The newest that was told of one thing; without `data` it was withdrawn. `event_id` lacks in what older copies kept.

    `data` are the fields conditions may speak of, which name no student.
    """

    __tablename__ = "facts"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        UniqueConstraint("district_id", "kind", "subject", name="uq_facts_subject"),
        Index("ix_facts_kind", "district_id", "kind", "fact_on", "id"),
    )

    kind: Mapped[str]
    subject: Mapped[str]
    event_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(BigInteger)
    school_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    fact_on: Mapped[date]
    told_at: Mapped[datetime]
    data: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
