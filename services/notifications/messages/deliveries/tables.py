"""Deliveries: one message on its way to one person by one channel."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class Channel(StrEnum):
    """A channel of messages."""

    INBOX = "inbox"
    EMAIL = "email"


class State(StrEnum):
    """The state of a delivery. Suppressed: not sent, now or later, for a reason on the recipient's side."""

    DUE = "due"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Reason(StrEnum):
    """Why a delivery is in its state. Held: it waits for the recipient's daily e-mail. Undone: what it tells is no longer so."""

    RECIPIENT_UNKNOWN = "recipient_unknown"
    INACTIVE = "inactive"
    NO_ADDRESS = "no_address"
    UNSUBSCRIBED = "unsubscribed"
    QUIET_HOURS = "quiet_hours"
    HELD = "held"
    UNDONE = "undone"
    ADDRESS_SUPPRESSED = "address_suppressed"
    ADDRESS_REJECTED = "address_rejected"
    ADDRESS_UNSENDABLE = "address_unsendable"
    ADDRESS_DEFERRED = "address_deferred"
    SENDER_REFUSED = "sender_refused"
    MAIL_REFUSED = "mail_refused"
    MAIL_DEFERRED = "mail_deferred"
    SERVER_UNREACHABLE = "server_unreachable"
    FAULT = "fault"


#: What the sender looks for by itself: everything but what goes in another one's e-mail.
HEADS = "(sent_with is null or sent_with = id)"


class DeliveryRow(DistrictOwned, Stamped, Base):
    """One message by one channel. `address` and `language` are what was used, not what the directory says now.

    `sent_with`: the delivery whose e-mail this one goes in, when several go in one; the first one's own id. That one is
    claimed and waited for, the others follow it.
    """

    __tablename__ = "deliveries"
    keeping = of(Whose.PERSON, "recipient_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "message_id"], ["messages.district_id", "messages.id"], name="fk_deliveries_message"
        ),
        UniqueConstraint("district_id", "message_id", "channel", name="uq_deliveries_channel"),
        Index("ix_deliveries_state", "district_id", "state", "id"),
        Index("ix_deliveries_updated_at", "district_id", "updated_at", "id"),
        Index(
            "ix_deliveries_due", "next_attempt_at", postgresql_where=text(f"state in ('due', 'sending') and {HEADS}")
        ),
        Index("ix_deliveries_sent_with", "district_id", "sent_with", postgresql_where=text("sent_with is not null")),
        Index(
            "ix_deliveries_held",
            "district_id",
            "recipient_id",
            postgresql_where=text("state = 'due' and reason = 'held' and sent_with = id"),
        ),
    )

    message_id: Mapped[UUID]
    recipient_id: Mapped[UUID]
    channel: Mapped[Channel] = mapped_column(enumeration(Channel))
    state: Mapped[State] = mapped_column(enumeration(State))
    reason: Mapped[Reason | None] = mapped_column(enumeration(Reason))
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    last_smtp_code: Mapped[int | None]
    address: Mapped[str | None]
    language: Mapped[str | None]
    sent_with: Mapped[UUID | None]
