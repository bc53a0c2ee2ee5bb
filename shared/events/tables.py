"""Outbox, inbox and dead letters: the only truth about events; the broker is a wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class OutboxRow(Base):
    """An event to be sent, and for a while after it was sent, so that a lost broker can be filled again."""

    __tablename__ = "outbox"
    keeping = of(Whose.DISTRICT, days=30, since="occurred_at")
    __table_args__ = (
        Index("ix_outbox_waiting", "seq", postgresql_where=text("sent_at is null and parked_at is null")),
        Index("ix_outbox_sent_at", "sent_at", postgresql_where=text("sent_at is not null")),
    )

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    type: Mapped[str]
    subject: Mapped[str]
    # Text as it will lie on the wire: nothing here looks into it, and binary JSON would be made only to be unmade.
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[str]
    correlation_id: Mapped[str]
    causation_id: Mapped[UUID | None]
    traceparent: Mapped[str | None]
    occurred_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str | None]
    parked_at: Mapped[datetime | None]


class InboxRow(Base):
    """An event this service has handled, committed with what the handling did."""

    __tablename__ = "inbox"
    keeping = of(Whose.DISTRICT, days=60, since="handled_at")
    __table_args__ = (Index("ix_inbox_handled_at", "handled_at"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    handled_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class DeadLetterRow(Base):
    """A message nobody could handle: kept whole, countable, to be retried or dropped by a person."""

    __tablename__ = "dead_letters"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_dead_letters_district_id", "district_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_id: Mapped[UUID | None]
    event_id: Mapped[UUID | None]
    type: Mapped[str]
    durable: Mapped[str]
    message: Mapped[bytes] = mapped_column(LargeBinary)
    error: Mapped[str]
    attempts: Mapped[int]
    died_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]
