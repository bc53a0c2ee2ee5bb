"""What a service has asked of people."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class AskedState(StrEnum):
    """How it stands: said to scheduling, taken or refused by it, or settled here."""

    ASKED = "asked"
    TAKEN = "taken"
    REFUSED = "refused"
    SETTLED = "settled"


class SettledAs(StrEnum):
    """How it came to its end: what was asked for was done, or is not wanted any more."""

    DONE = "done"
    DROPPED = "dropped"


class AskedWorkRow(DistrictOwned, Stamped, Base):
    """What is asked for a thing of this service: the wish as last said, its version, and what scheduling answered to that one."""

    __tablename__ = "asked_works"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "origin_type", "origin_id", name="uq_asked_works_origin"),
        Index("ix_asked_works_state", "district_id", "state", "id"),
        Index("ix_asked_works_updated_at", "district_id", "updated_at", "id"),
    )

    origin_type: Mapped[str]
    origin_id: Mapped[UUID]
    wish: Mapped[dict[str, Any]]
    wish_version: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[AskedState] = mapped_column(enumeration(AskedState))
    reason: Mapped[str | None]
    due_on: Mapped[date | None]
    task_count: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    settled_as: Mapped[SettledAs | None] = mapped_column(enumeration(SettledAs))
    settled_on: Mapped[date | None]
