"""Schools."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class Level(StrEnum):
    """The level of a school, in K-12 terms."""

    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"
    COMBINED = "combined"


class SchoolRow(DistrictOwned, Stamped, Base):
    """A school. Its roster facts come from the SIS; tags and cohort are the district's own words."""

    __tablename__ = "schools"
    keeping = of(Whose.SCHOOL, "id")
    __table_args__ = (
        # Checked at the end of a statement: a roster may let two schools change codes with each other.
        UniqueConstraint(
            "district_id", "local_code", name="uq_schools_local_code", deferrable=True, initially="IMMEDIATE"
        ),
        Index("ix_schools_updated_at", "district_id", "updated_at", "id"),
    )

    name: Mapped[str]
    local_code: Mapped[str]
    level: Mapped[Level | None] = mapped_column(enumeration(Level))
    grades: Mapped[list[str]]
    tags: Mapped[list[str]]
    cohort: Mapped[str | None]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    source_id: Mapped[str | None]
    listed_at: Mapped[datetime | None]
