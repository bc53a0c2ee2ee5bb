"""Instruments: what is asked, on which scales, and from where a result is good enough."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class InstrumentState(StrEnum):
    """Whether an instrument may still change."""

    DRAFT = "draft"
    """Being written."""
    PUBLISHED = "published"
    """In use; it never changes again."""


class InstrumentRow(DistrictOwned, Stamped, Base):
    """One edition of an instrument; on the wire the edition is called `version`, as its makers do."""

    __tablename__ = "instruments"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "code", "edition", name="uq_instruments_code_edition"),
        Index("ix_instruments_updated_at", "district_id", "updated_at", "id"),
    )

    state: Mapped[InstrumentState] = mapped_column(enumeration(InstrumentState))
    code: Mapped[str]
    edition: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    licence: Mapped[str]
    threshold: Mapped[dict[str, Any] | None]
    scales: Mapped[list[dict[str, Any]]]
    subscales: Mapped[list[dict[str, Any]]]
    subject_kinds: Mapped[list[str]]
    repeatable: Mapped[bool]
    published_at: Mapped[datetime | None]
