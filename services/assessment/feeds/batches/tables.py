"""What the batches of every feed have: parts, faults, rows that wait. Each wing that takes some has tables of its own."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import DistrictOwned, Stamped, enumeration


class BatchState(StrEnum):
    """How far a batch is."""

    OPEN = "open"
    """Parts of it are there; nothing of it counts yet."""
    APPLIED = "applied"
    """It counts."""
    TAKEN_BACK = "taken_back"
    """It counts no more; what was said before it does again."""


class Batch(DistrictOwned, Stamped):
    """What was sent under one name. A wing adds the column that says by which of its feeds."""

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


class BatchFault(DistrictOwned):
    """What was wrong with a row; where, never what stood there."""

    batch_id: Mapped[UUID]
    part: Mapped[int]
    row: Mapped[int]
    pointer: Mapped[str]
    code: Mapped[str]
    detail: Mapped[str]
    created_at: Mapped[datetime]


class BatchPart:
    """Rows of a batch that is not whole yet, as `staging.py` keeps them; gone once it counts."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[list[Any]] = mapped_column(JSONB)


class HeldRow:
    """A row for a student the roster does not know yet: kept until it does. A feed adds what its rows say."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    known_by: Mapped[str]
    student: Mapped[str]
    held_at: Mapped[datetime]


def of_batches(table: str, by: str) -> tuple[UniqueConstraint, Index]:
    """What holds for a table of batches: a name is a batch's alone among those of one feed, which the column `by` names."""
    return (
        UniqueConstraint("district_id", by, "batch", name=f"uq_{table}_batch"),
        Index(f"ix_{table}_updated_at", "district_id", "updated_at", "id"),
    )


def of_batch(table: str, batches: str) -> tuple[ForeignKeyConstraint]:
    """What holds for a table of what a batch has."""
    whole = [f"{batches}.district_id", f"{batches}.id"]
    return (ForeignKeyConstraint(["district_id", "batch_id"], whole, name=f"fk_{table}_batch", ondelete="cascade"),)


def of_faults(table: str, batches: str) -> tuple[ForeignKeyConstraint, Index]:
    """The same of faults, which are listed by their place."""
    return (*of_batch(table, batches), Index(f"ix_{table}_place", "district_id", "batch_id", "part", "row", "id"))
