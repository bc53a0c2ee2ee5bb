"""What we know of recipients that the directory does not: addresses that bounce."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class SuppressedAddressRow(DistrictOwned, Stamped, Base):
    """An address a mail server refused for good. It is the address that is barred: whoever gets a new one gets mail."""

    __tablename__ = "suppressed_addresses"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "address", name="uq_suppressed_addresses_address"),
        Index("ix_suppressed_addresses_updated_at", "district_id", "updated_at", "id"),
    )

    address: Mapped[str]
    reason: Mapped[str]
    smtp_code: Mapped[int]
    since: Mapped[datetime]
