"""Batches of facts, what was wrong with their rows, and rows that wait."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.feeds.batches.tables import (
    Batch,
    BatchFault,
    BatchPart,
    HeldRow,
    of_batch,
    of_batches,
    of_faults,
)
from shared.db.base import Base, enumeration
from shared.db.keeping import Whose, of, part_of


class FactsOf(StrEnum):
    """What a batch reports."""

    INCIDENTS = "incidents"
    MARKS = "marks"
    SCREENING_RESULTS = "screening_results"


class IndicatorBatchRow(Batch, Base):
    """What was sent under one name."""

    __tablename__ = "indicator_batches"
    keeping = of(Whose.DISTRICT)
    __table_args__ = of_batches("indicator_batches", "kind")

    kind: Mapped[FactsOf] = mapped_column(enumeration(FactsOf))


class IndicatorFaultRow(BatchFault, Base):
    """What was wrong with a row."""

    __tablename__ = "indicator_batch_faults"
    keeping = part_of("indicator_batches", "batch_id")
    __table_args__ = of_faults("indicator_batch_faults", "indicator_batches")


class IndicatorPartRow(BatchPart, Base):
    """Rows of a batch that is not whole yet."""

    __tablename__ = "indicator_batch_parts"
    keeping = part_of("indicator_batches", "batch_id")
    __table_args__ = of_batch("indicator_batch_parts", "indicator_batches")


class IndicatorHeldRow(HeldRow, Base):
    """A row for a student the roster does not know yet: kept until it does."""

    __tablename__ = "indicator_held_rows"
    keeping = of(Whose.DISTRICT)

    #: Null: the one the student attends once they are there.
    school_id: Mapped[UUID | None]
    day: Mapped[date]
    source_key: Mapped[str]
    is_removed: Mapped[bool]
    values: Mapped[dict[str, Any]]
