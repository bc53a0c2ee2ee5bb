"""Events of deliveries."""

from uuid import UUID

from shared.events.event import Event


class DeliveryDelivered(Event, type="notifications.delivery.delivered.v1", subject="deliveries/{delivery_id}"):
    """The message is in the inbox, or the mail server accepted it."""

    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    channel: str
    reason: str | None


class DeliveryFailed(Event, type="notifications.delivery.failed.v1", subject="deliveries/{delivery_id}"):
    """The message will not be delivered on this channel; `reason` says why."""

    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    channel: str
    reason: str | None


class DeliverySuppressed(Event, type="notifications.delivery.suppressed.v1", subject="deliveries/{delivery_id}"):
    """The message was not sent, or its address was suppressed, for a reason on the recipient's side."""

    delivery_id: UUID
    message_id: UUID
    recipient_id: UUID
    channel: str
    reason: str | None
