"""What kinds of rows come in batches, and what is done with each kind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.errors import BatchRowsMissing
from services.assessment.attendance.batches.reading import Fault, Form, Reading
from services.assessment.attendance.batches.schemas import BatchPush, NamedRow
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchAbout
from shared.context.context import Context
from shared.texts.words import Words

Faults = list[tuple[int, Fault]]


@dataclass(frozen=True)
class Feed:
    """One kind: how its rows are read, staged and put in force, and taken back."""

    about: BatchAbout
    form: Form
    check: Callable[[Context, Any], Awaitable[None]]
    #: The rows that can be taken, and what is wrong with the others.
    stage: Callable[[Context, Any, Reading], Awaitable[tuple[list[Any], Faults]]]
    #: A row as it is kept until the batch is whole.
    kept: Callable[[Any], list[Any]]
    complete: Callable[[Context, Any, AttendanceBatchRow, list[Any], datetime], Awaitable[Faults]]
    take_back: Callable[[Context, UUID, datetime], Awaitable[Changed]]


def student_of(body: NamedRow) -> tuple[str, str]:
    """How the student of a row is known, and by what."""
    for known_by in ("source_id", "local_id", "id"):
        if (value := getattr(body, f"student_{known_by}")) is not None:
            return known_by, str(value)
    raise AssertionError("one of them is there")


def check_rows(wish: BatchPush, row: AttendanceBatchRow) -> None:
    """Raises `BatchRowsMissing` for a batch that has not as many rows as it says."""
    if wish.rows is not None and wish.rows != row.row_count:
        raise BatchRowsMissing(
            Words(
                f"It says {wish.rows:,} rows; {row.row_count:,} came.",
                es=f"Dice {wish.rows:,} filas; llegaron {row.row_count:,}.",
            )
        )
