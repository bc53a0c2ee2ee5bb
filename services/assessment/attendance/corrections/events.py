"""Events of corrections."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class AttendanceCorrected(
    Event,
    type="assessment.attendance_correction.recorded.v1",
    subject="attendance-corrections/{attendance_correction_id}",
):
    """A school's office set a student's day right, or took that back. It says nothing of what the day was."""

    attendance_correction_id: UUID
    student_id: UUID
    school_id: UUID
    day: date
    state: str
