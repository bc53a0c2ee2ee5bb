"""Events of alerts."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class AttendanceAlertRaised(
    Event, type="assessment.attendance_alert.raised.v1", subject="attendance-alerts/{alert_id}"
):
    """A trigger is met by a student. No name, and no reason of any absence."""

    alert_id: UUID
    trigger_id: UUID
    student_id: UUID
    school_id: UUID
    began_on: date


class AttendanceAlertEnded(Event, type="assessment.attendance_alert.ended.v1", subject="attendance-alerts/{alert_id}"):
    """It is met no more: by a correction (`undone`), or after somebody looked (`over`)."""

    alert_id: UUID
    trigger_id: UUID
    student_id: UUID
    school_id: UUID
    state: str
