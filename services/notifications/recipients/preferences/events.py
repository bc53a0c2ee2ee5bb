"""Events of preferences."""

from uuid import UUID

from shared.events.event import Event


class PreferencesChanged(Event, type="notifications.preferences.changed.v1", subject="preferences/{staff_id}"):
    """A person wants to be told otherwise than before; what they wish is theirs to read."""

    staff_id: UUID
    version: int
