"""Batches of facts, what was wrong with their rows, and rows that wait."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.batches.tables import BatchState
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class FactsOf(StrEnum):
    """What a batch reports."""

    INCIDENTS = "incidents"
    MARKS = "marks"
    SCREENING_RESULTS = "screening_results"


_BATCH = ["indicator_batches.district_id", "indicator_batches.id"]


class IndicatorBatchRow(DistrictOwned, Stamped, Base):
    """What was sent under one name."""

    __tablename__ = "indicator_batches"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "kind", "batch", name="uq_indicator_batches_batch"),
        Index("ix_indicator_batches_updated_at", "district_id", "updated_at", "id"),
    )

    kind: Mapped[FactsOf] = mapped_column(enumeration(FactsOf))
    batch: Mapped[str]
    state: Mapped[BatchState] = mapped_column(enumeration(BatchState))
    parts: Mapped[list[dict[str, Any]]]
    row_count: Mapped[int]
    held_count: Mapped[int]
    refused_count: Mapped[int]
    fault_count: Mapped[int]
    #: Facts that differ from what stood there before.
    changed_count: Mapped[int]
    applied_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]


class IndicatorFaultRow(DistrictOwned, Base):
    """What was wrong with a row; where, never what stood there."""

    __tablename__ = "indicator_batch_faults"
    keeping = part_of("indicator_batches", "batch_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "batch_id"], _BATCH, name="fk_indicator_batch_faults_batch", ondelete="cascade"
        ),
        Index("ix_indicator_batch_faults_place", "district_id", "batch_id", "part", "row", "id"),
    )

    batch_id: Mapped[UUID]
    part: Mapped[int]
    row: Mapped[int]
    pointer: Mapped[str]
    code: Mapped[str]
    detail: Mapped[str]
    created_at: Mapped[datetime]


class IndicatorPartRow(Base):
    """Rows of a batch that is not whole yet; gone once it counts."""

    __tablename__ = "indicator_batch_parts"
    keeping = part_of("indicator_batches", "batch_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "batch_id"], _BATCH, name="fk_indicator_batch_parts_batch", ondelete="cascade"
        ),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[list[dict[str, Any]]]


class IndicatorHeldRow(Base):
    """A row for a student the roster does not know yet: kept until it does."""

    __tablename__ = "indicator_held_rows"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    known_by: Mapped[str]
    student: Mapped[str]
    #: Null: the one the student attends once they are there.
    school_id: Mapped[UUID | None]
    day: Mapped[date]
    source_key: Mapped[str]
    is_removed: Mapped[bool]
    values: Mapped[dict[str, Any]]
    held_at: Mapped[datetime]
