"""What this service states."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class MessageSent(Event, type="notifications.message.sent.v1", subject="messages/{message_id}"):
    """A person has been told something: it lies in their inbox, and e-mail is on its way.

    Of what they keep out of their inbox only the deliveries are told.
    """

    message_id: UUID
    recipient_id: UUID
    kind: str
    plan_id: UUID | None


class AnnouncementSent(Event, type="notifications.announcement.sent.v1", subject="announcements/{announcement_id}"):
    """Something was said to many people; each has a message of their own."""

    announcement_id: UUID
    recipient_count: int


class PreferencesChanged(Event, type="notifications.preferences.changed.v1", subject="preferences/{staff_id}"):
    """A person wants to be told otherwise than before; what they wish is theirs to read."""

    staff_id: UUID
    version: int


class DeliveryDelivered(Event, type="notifications.delivery.delivered.v1", subject="deliveries/{delivery_id}"):
    """The message lies in the inbox, or the mail server took it over."""

    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    channel: str
    reason: str | None


class DeliveryFailed(Event, type="notifications.delivery.failed.v1", subject="deliveries/{delivery_id}"):
    """The message will not go this way; `reason` says why."""

    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    channel: str
    reason: str | None


class DeliverySuppressed(Event, type="notifications.delivery.suppressed.v1", subject="deliveries/{delivery_id}"):
    """The message was kept back, or its address barred, for a reason on the recipient's side."""

    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    channel: str
    reason: str | None


class EscalationFired(Event, type="notifications.escalation.fired.v1", subject="escalations/{escalation_id}"):
    """An overdue task was told to somebody up the ladder.

    Written by the climbing SQL itself; a test holds it against this class.
    """

    escalation_id: UUID
    task_id: UUID
    plan_id: UUID
    school_id: UUID
    owner_id: UUID | None
    recipient_id: UUID
    due_on: date
    school_days_overdue: int
    after_school_days: int
    tell: str
    fired_on: date


class EscalationAcknowledged(
    Event, type="notifications.escalation.acknowledged.v1", subject="escalations/{escalation_id}"
):
    """Whoever was told takes the task on; higher rungs stay silent until then, that day included."""

    escalation_id: UUID
    task_id: UUID
    plan_id: UUID
    school_id: UUID
    recipient_id: UUID
    silent_until: date
