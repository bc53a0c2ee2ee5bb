"""Events of how students stand."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class AttendanceBandChanged(
    Event, type="assessment.attendance_band.changed.v1", subject="students/{student_id}/attendance"
):
    """A student came into another band of days missed; null: there is no figure. No name, and no reason of any absence."""

    student_id: UUID
    school_id: UUID
    school_year: str
    before: str | None
    after: str | None
    whole_through: date | None
