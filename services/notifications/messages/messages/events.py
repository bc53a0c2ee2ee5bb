"""Events of messages."""

from uuid import UUID

from shared.events.event import Event


class MessageSent(Event, type="notifications.message.sent.v1", subject="messages/{message_id}"):
    """A person was notified: the message is in their inbox, and e-mail is on its way.

    Of what they keep out of their inbox only the deliveries are told.
    """

    message_id: UUID
    recipient_id: UUID
    kind: str
    plan_id: UUID | None


class MessageRead(Event, type="notifications.message.read.v1", subject="messages/{message_id}"):
    """A person has read a message in their inbox; their other windows hear of it."""

    message_id: UUID
    recipient_id: UUID
