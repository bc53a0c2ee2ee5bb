"""Deliveries: one message on its way to one person by one channel."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration


class Channel(StrEnum):
    """A way a message goes."""

    INBOX = "inbox"
    EMAIL = "email"


class State(StrEnum):
    """Where a delivery stands. Suppressed: kept back, now and later, for a reason on the recipient's side."""

    DUE = "due"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Reason(StrEnum):
    """Why a delivery stands where it stands."""

    RECIPIENT_UNKNOWN = "recipient_unknown"
    INACTIVE = "inactive"
    NO_ADDRESS = "no_address"
    UNSUBSCRIBED = "unsubscribed"
    ADDRESS_SUPPRESSED = "address_suppressed"
    ADDRESS_REJECTED = "address_rejected"
    ADDRESS_UNSENDABLE = "address_unsendable"
    ADDRESS_DEFERRED = "address_deferred"
    SENDER_REFUSED = "sender_refused"
    MAIL_REFUSED = "mail_refused"
    MAIL_DEFERRED = "mail_deferred"
    SERVER_UNREACHABLE = "server_unreachable"
    FAULT = "fault"


class DeliveryRow(DistrictOwned, Stamped, Base):
    """One message by one channel. `address` and `language` are what was used, not what the directory says now."""

    __tablename__ = "deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "message_id"], ["messages.district_id", "messages.id"], name="fk_deliveries_message"
        ),
        UniqueConstraint("district_id", "message_id", "channel", name="uq_deliveries_channel"),
        Index("ix_deliveries_state", "district_id", "state", "id"),
        Index("ix_deliveries_updated_at", "district_id", "updated_at", "id"),
        Index("ix_deliveries_due", "next_attempt_at", postgresql_where=text("state in ('due', 'sending')")),
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
