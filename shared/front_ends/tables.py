"""The district's front ends, and who last signed in to which: where people are led to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class FrontEndRow(DistrictOwned, Base):
    """A registered front end as partners last told it; its id is the application's. One that is gone has no addresses."""

    __tablename__ = "front_ends"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_front_ends_default", "district_id", postgresql_where=text("is_default")),)

    addresses: Mapped[dict[str, Any]]
    is_default: Mapped[bool]
    version: Mapped[int] = mapped_column(BigInteger)


class FrontEndUsedRow(DistrictOwned, Base):
    """The front end somebody last signed in to; its id is the person's."""

    __tablename__ = "front_ends_used"
    keeping = of(Whose.PERSON, "id")

    application_id: Mapped[UUID]
    signed_in_at: Mapped[datetime]
