"""Events of announcements."""

from uuid import UUID

from shared.events.event import Event


class AnnouncementSent(Event, type="notifications.announcement.sent.v1", subject="announcements/{announcement_id}"):
    """An announcement was sent; each recipient has a message of their own."""

    announcement_id: UUID
    recipient_count: int
