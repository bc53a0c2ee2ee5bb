"""Staff."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped


class StaffRow(DistrictOwned, Stamped, Base):
    """A person who works for the district. Work facts only."""

    __tablename__ = "staff"
    __table_args__ = (
        Index("ix_staff_name", "district_id", "family_name", "given_name", "id"),
        Index("ix_staff_updated_at", "district_id", "updated_at", "id"),
    )

    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    language: Mapped[str]
    active: Mapped[bool]
    source_id: Mapped[str | None]
    listed_at: Mapped[datetime | None]
