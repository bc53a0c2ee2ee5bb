"""Wire models that all batches have alike."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from services.assessment.feeds.batches.tables import BatchState
from services.assessment.feeds.sent_rows.schemas import BatchName, BatchPart
from shared.context.paging import Paging
from shared.context.several import Several
from shared.schemas import Kept, Moment, Reply


class BatchPush(BaseModel):
    """What a call says of its batch."""

    model_config = ConfigDict(extra="forbid")

    batch: BatchName | None = Field(
        default=None, description="Your name of the batch: the same name is the same batch. Left out: one of our own."
    )
    part: int = Field(
        default=1, ge=1, le=1000, description="Which part of the batch this is; a part sent again is taken once."
    )
    complete: bool = Field(default=True, description="false: more parts follow, and nothing counts before the last.")
    rows: int | None = Field(
        default=None, ge=0, description="How many rows all parts have; refused when they have not."
    )
    validate_only: bool = Field(default=False, description="true: say what would happen, and change nothing.")


class BatchFault(Reply):
    """What was wrong with a row: it counts from 1, the header of a CSV file not counted."""

    part: int
    row: int
    pointer: str
    code: str
    detail: str


class SentBatch(Kept):
    """A batch: what it has, what came of it. `changed_count`: facts that differ from what stood there before."""

    batch: str
    state: BatchState
    parts: list[BatchPart]
    row_count: int
    held_count: int = Field(
        description="Rows for students the roster does not know yet, or of whom several have the number."
    )
    refused_count: int
    fault_count: int
    changed_count: int
    applied_at: Moment | None
    taken_back_at: Moment | None


B = TypeVar("B", bound=SentBatch)


class Pushed(Reply, Generic[B]):
    """What came of a call. `faults` are the first 100 of its own."""

    validate_only: bool
    batch: B
    faults: list[BatchFault]


class BatchList(Paging):
    """Filters of a list of batches."""

    state: Several[BatchState] | None = None
    batch: BatchName | None = None
