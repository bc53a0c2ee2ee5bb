"""Events of alerts."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

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


class ToldPerson(BaseModel):
    """Somebody whose caseload students are on, and how many of them."""

    person_id: UUID
    raised: int
    undone: int
    still_open: int


class AttendanceAlertsTold(
    Event, type="assessment.attendance_alerts.told.v1", subject="attendance-triggers/{trigger_id}"
):
    """Who is to be told that a tier of a trigger is newly met at a school, or was undone by a correction: by counts."""

    trigger_id: UUID
    school_id: UUID
    tier: int
    role: str | None
    people: list[ToldPerson]
    raised: int
    undone: int
    still_open: int
