"""Administrations: one subject's answers to one instrument in one window of one school year, and what was corrected."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


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
    """Results stand; an answer changes by a correction alone."""
    WITHDRAWN = "withdrawn"
    """Opened or scored by mistake, or given up."""


class AdministrationRow(DistrictOwned, Stamped, Base):
    """One subject's answers to one instrument; `answers` by item code, `results` as exact fractions.

    `subject_kind` is a code of `measures/subjects`; `school_id` is where the subject is measured, null for what is the
    district's. `school_year` is as in 2026-27. `sequence` counts, from 1, those of one window. `held_on` is the day it speaks
    of, known from scoring at the latest. `corrections` counts those made.
    """

    __tablename__ = "administrations"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "instrument_id"],
            ["instruments.district_id", "instruments.id"],
            name="fk_administrations_instrument",
        ),
        CheckConstraint("subject_kind <> 'school' or school_id = subject_id", name="school_is_its_own_place"),
        Index(
            "uq_administrations_once",
            *("district_id", "instrument_id", "subject_kind", "subject_id", "school_year", "window", "sequence"),
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_administrations_school", "district_id", "school_id", "id"),
        Index("ix_administrations_subject", "district_id", "subject_id", "id"),
        Index("ix_administrations_kind", "district_id", "subject_kind", "id"),
        Index("ix_administrations_school_year", "district_id", "school_year", "id"),
        Index("ix_administrations_instrument", "district_id", "instrument_id", "id"),
        Index("ix_administrations_updated_at", "district_id", "updated_at", "id"),
    )

    instrument_id: Mapped[UUID]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    school_year: Mapped[str]
    window: Mapped[Window] = mapped_column(enumeration(Window))
    sequence: Mapped[int]
    state: Mapped[AdministrationState] = mapped_column(enumeration(AdministrationState))
    answers: Mapped[dict[str, Any]]
    results: Mapped[dict[str, Any] | None]
    held_on: Mapped[date | None]
    scored_on: Mapped[date | None]
    corrections: Mapped[int]
    withdrawn_reason: Mapped[str | None]


class CorrectionRow(DistrictOwned, Base):
    """What a scored administration was before a correction: answers in the instrument's order, results; who, when and why."""

    __tablename__ = "administration_corrections"
    keeping = part_of("administrations", "administration_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "administration_id"],
            ["administrations.district_id", "administrations.id"],
            name="fk_administration_corrections_administration",
        ),
        Index("uq_administration_corrections_number", "district_id", "administration_id", "number", unique=True),
    )

    administration_id: Mapped[UUID]
    number: Mapped[int]
    corrected_at: Mapped[datetime]
    corrected_by: Mapped[str]
    reason: Mapped[str]
    answers: Mapped[list[dict[str, Any]]]
    results: Mapped[dict[str, Any]]
