"""Events of preferences."""

from uuid import UUID

from shared.events.event import Event


class PreferencesChanged(Event, type="notifications.preferences.changed.v1", subject="preferences/{staff_id}"):
    """A person changed their preferences; only they can read what they chose."""

    staff_id: UUID
    version: int
