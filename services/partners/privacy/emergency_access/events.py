"""Events of emergency access."""

from datetime import datetime
from uuid import UUID

from shared.events.event import Event


class EmergencyAccessFact(Event, type="", subject=""):
    """Somebody may read student records their roles do not show; why, no event says."""

    emergency_access_id: UUID
    staff_id: UUID
    school_id: UUID | None
    opened_at: datetime
    until: datetime


class EmergencyAccessOpened(
    EmergencyAccessFact, type="partners.emergency_access.opened.v1", subject="emergency-access/{emergency_access_id}"
):
    """From now on, at the school or (without one) in the whole district."""


class EmergencyAccessClosed(
    EmergencyAccessFact, type="partners.emergency_access.closed.v1", subject="emergency-access/{emergency_access_id}"
):
    """It is over since `until`."""
