"""What we know of recipients that the directory does not: addresses that bounce, and mail they do not want."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.messages.tables import Kind
from shared.db.base import Base, DistrictOwned, Stamped, enumeration


class SuppressedAddressRow(DistrictOwned, Stamped, Base):
    """An address a mail server refused for good. It is the address that is barred: whoever gets a new one gets mail."""

    __tablename__ = "suppressed_addresses"
    __table_args__ = (
        UniqueConstraint("district_id", "address", name="uq_suppressed_addresses_address"),
        Index("ix_suppressed_addresses_updated_at", "district_id", "updated_at", "id"),
    )

    address: Mapped[str]
    reason: Mapped[str]
    smtp_code: Mapped[int]
    since: Mapped[datetime]


class RecipientRow(DistrictOwned, Base):
    """A staff member's wish about e-mail of one kind; the inbox gets every message regardless."""

    __tablename__ = "recipients"
    __table_args__ = (UniqueConstraint("district_id", "staff_id", "kind", name="uq_recipients_kind"),)

    staff_id: Mapped[UUID]
    kind: Mapped[Kind] = mapped_column(enumeration(Kind))
    unsubscribed_at: Mapped[datetime | None]
