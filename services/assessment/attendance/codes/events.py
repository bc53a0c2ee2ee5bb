"""Events of attendance codes."""

from uuid import UUID

from shared.events.event import Event


class AttendanceCodeRecorded(
    Event, type="assessment.attendance_code.recorded.v1", subject="attendance-codes/{attendance_code_id}"
):
    """What an attendance code means now; null: nobody has said."""

    attendance_code_id: UUID
    code: str
    category: str | None
    version: int
