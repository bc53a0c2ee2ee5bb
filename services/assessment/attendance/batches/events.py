"""Events of batches of attendance."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class AttendanceApplied(
    Event, type="assessment.attendance_batch.applied.v1", subject="attendance-batches/{attendance_batch_id}"
):
    """A batch of attendance counts from now on. It names no student."""

    attendance_batch_id: UUID
    about: str
    row_count: int
    changed_count: int
    day_count: int
    first_on: date | None
    last_on: date | None


class AttendanceTakenBack(
    Event, type="assessment.attendance_batch.taken_back.v1", subject="attendance-batches/{attendance_batch_id}"
):
    """A batch of attendance counts no more."""

    attendance_batch_id: UUID
    changed_count: int
