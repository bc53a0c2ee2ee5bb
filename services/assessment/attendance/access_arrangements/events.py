"""Events of the means of access."""

from datetime import datetime
from uuid import UUID

from shared.events.event import Event


class AccessFellSilent(
    Event, type="assessment.access_arrangement.silent.v1", subject="access-arrangements/{arrangement_id}"
):
    """An arrangement has been silent longer than its rhythm; told once, until it is used again."""

    arrangement_id: UUID
    holder_kind: str
    holder_id: UUID
    last_used_at: datetime | None
