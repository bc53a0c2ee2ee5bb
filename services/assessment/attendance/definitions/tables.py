"""Definitions of absence."""

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.codes.categories import Category
from services.assessment.attendance.definitions.rules import Band, Definition, Unreported
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class DefinitionState(StrEnum):
    """Whether a definition is the district's."""

    DRAFT = "draft"
    """Being written."""
    IN_FORCE = "in_force"
    """Figures are made by it; it never changes again."""
    REPLACED = "replaced"
    """Another came in its place; figures of moments before are made by it still."""


class AttendanceDefinitionRow(DistrictOwned, Stamped, Base):
    """What counts as absent, and the bands. A district has one in force at a time."""

    __tablename__ = "attendance_definitions"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        Index(
            "uq_attendance_definitions_in_force",
            "district_id",
            unique=True,
            postgresql_where=text("state = 'in_force'"),
        ),
        Index("ix_attendance_definitions_updated_at", "district_id", "updated_at", "id"),
    )

    state: Mapped[DefinitionState] = mapped_column(enumeration(DefinitionState))
    title: Mapped[str]
    authority: Mapped[str]
    absent_from: Mapped[dict[str, Any]]
    minimum_days: Mapped[int]
    counts: Mapped[list[str]]
    tardies_per_absence: Mapped[int | None]
    unreported: Mapped[Unreported] = mapped_column(enumeration(Unreported))
    bands: Mapped[list[dict[str, Any]]]
    adopted_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    @property
    def definition(self) -> Definition:
        """As arithmetic has it."""
        bands = (Band(band["code"], _share(band["starts_at"]), band["is_chronic"]) for band in self.bands)
        return Definition(
            _share(self.absent_from),
            self.minimum_days,
            frozenset(map(Category, self.counts)),
            self.tardies_per_absence,
            self.unreported,
            tuple(bands),
        )


def _share(said: dict[str, int]) -> Fraction:
    return Fraction(said["numerator"], said["denominator"])
