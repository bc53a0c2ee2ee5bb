"""Events of emergency access."""

from datetime import datetime
from uuid import UUID

from shared.events.event import Event


class EmergencyAccessFact(Event, type="", subject=""):
    """Emergency access: somebody may read student records their roles do not show. No event carries the reason."""

    emergency_access_id: UUID
    staff_id: UUID
    school_id: UUID | None
    opened_at: datetime
    until: datetime


class EmergencyAccessOpened(
    EmergencyAccessFact, type="partners.emergency_access.opened.v1", subject="emergency-access/{emergency_access_id}"
):
    """It was opened, for the school or (without one) the whole district."""


class EmergencyAccessClosed(
    EmergencyAccessFact, type="partners.emergency_access.closed.v1", subject="emergency-access/{emergency_access_id}"
):
    """It ended at `until`."""
