"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms(
    "services.notifications",
    "messages.inbox",
    "messages.messages",
    "messages.deliveries",
    "occasions.announcements",
    "recipients.preferences",
    "recipients.recipients",
    "occasions.escalations",
    "occasions.answers",
    "outlets.stream",
    "occasions.digests",
    "occasions.daily_runs",
    "wording.templates",
)
