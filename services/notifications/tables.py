"""Every table of this service, for the migrations."""

from services.notifications.messages.deliveries import tables as deliveries
from services.notifications.messages.messages import tables as messages
from services.notifications.occasions.announcements import tables as announcements
from services.notifications.occasions.digests import tables as digests
from services.notifications.occasions.escalations import tables as escalations
from services.notifications.outlets.stream import tables as stream
from services.notifications.recipients.preferences import tables as preferences
from services.notifications.recipients.recipients import tables as recipients
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
