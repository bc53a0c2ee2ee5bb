"""Administrations: one school's answers to one instrument in one window."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class Window(StrEnum):
    """The part of the school year."""

    FALL = "fall"
    WINTER = "winter"
    SPRING = "spring"


class AdministrationState(StrEnum):
    """The state of an administration."""

    OPEN = "open"
    """Answers are being taken."""
    SCORED = "scored"
    """Results stand and no answer changes any more."""
    WITHDRAWN = "withdrawn"
    """Opened by mistake, or given up."""


class AdministrationRow(DistrictOwned, Stamped, Base):
    """One school's answers to one instrument; `answers` by item code, `results` as exact fractions."""

    __tablename__ = "administrations"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "instrument_id"],
            ["instruments.district_id", "instruments.id"],
            name="fk_administrations_instrument",
        ),
        Index(
            "uq_administrations_once",
            "district_id",
            "instrument_id",
            "school_id",
            "window",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_administrations_school", "district_id", "school_id", "id"),
        Index("ix_administrations_instrument", "district_id", "instrument_id", "id"),
        Index("ix_administrations_updated_at", "district_id", "updated_at", "id"),
    )

    instrument_id: Mapped[UUID]
    school_id: Mapped[UUID]
    window: Mapped[Window] = mapped_column(enumeration(Window))
    state: Mapped[AdministrationState] = mapped_column(enumeration(AdministrationState))
    answers: Mapped[dict[str, Any]]
    results: Mapped[dict[str, Any] | None]
    scored_on: Mapped[date | None]
