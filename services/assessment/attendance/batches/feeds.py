"""What kinds of rows come in batches, and what is done with each kind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.assessment.attendance.batches.applying import Changed
from services.assessment.attendance.batches.errors import BatchRowsMissing
from services.assessment.attendance.batches.schemas import BatchPush
from services.assessment.attendance.batches.tables import AttendanceBatchRow, BatchAbout
from services.assessment.feeds.sent_rows.reading import Fault, Form, Reading
from shared.context.context import Context
from shared.texts.words import Words

Faults = list[tuple[int, Fault]]


@dataclass(frozen=True)
class Feed:
    """One kind: how its rows are read, staged and put in force, and taken back."""

    about: BatchAbout
    form: Form[Any]
    check: Callable[[Context, Any], Awaitable[None]]
    #: The rows that can be taken, and what is wrong with the others.
    stage: Callable[[Context, Any, Reading[Any]], Awaitable[tuple[list[Any], Faults]]]
    #: A row as it is kept until the batch is whole.
    kept: Callable[[Any], list[Any]]
    complete: Callable[[Context, Any, AttendanceBatchRow, list[Any], datetime], Awaitable[Faults]]
    take_back: Callable[[Context, UUID, datetime], Awaitable[Changed]]


def check_rows(wish: BatchPush, row: AttendanceBatchRow) -> None:
    """Raises `BatchRowsMissing` for a batch that has not as many rows as it says."""
    if wish.rows is not None and wish.rows != row.row_count:
        raise BatchRowsMissing(
            Words(
                f"It says {wish.rows:,} rows; {row.row_count:,} came.",
                es=f"Dice {wish.rows:,} filas; llegaron {row.row_count:,}.",
            )
        )
