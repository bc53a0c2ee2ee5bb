"""Used Idempotency-Keys, and the origins of registered front ends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class IdempotencyKeyRow(Base):
    """A key a caller used, what it was used for, and the reply it got; committed with the data it speaks of."""

    __tablename__ = "idempotency_keys"
    keeping = of(Whose.DISTRICT, days=1, since="created_at")
    __table_args__ = (Index("ix_idempotency_keys_created_at", "created_at"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class AllowedOriginsRow(Base):
    """The origins of one registered front end, as partners last told them; none when it is no longer active."""

    __tablename__ = "allowed_origins"
    keeping = of(Whose.DISTRICT)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    origins: Mapped[list[str]]
    version: Mapped[int] = mapped_column(BigInteger)
