"""Every table of this service, for the migrations."""

from services.notifications.announcements import tables as announcements
from services.notifications.deliveries import tables as deliveries
from services.notifications.digests import tables as digests
from services.notifications.escalations import tables as escalations
from services.notifications.messages import tables as messages
from services.notifications.preferences import tables as preferences
from services.notifications.recipients import tables as recipients
from services.notifications.stream import tables as stream
from shared.audit import tables as audit
from shared.auth import tables as auth
from shared.directory import tables as directory
from shared.events import tables as events
from shared.web import tables as web

__all__ = [
    "announcements",
    "audit",
    "auth",
    "deliveries",
    "digests",
    "directory",
    "escalations",
    "events",
    "messages",
    "preferences",
    "recipients",
    "stream",
    "web",
]
