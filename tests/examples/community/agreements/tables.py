"""Agreements."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class AgreementRow(DistrictOwned, Stamped, Base):
    """What an outside organisation and the district agreed on."""

    __tablename__ = "agreements"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "title", name="uq_agreements_title"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        Index("ix_agreements_updated_at", "district_id", "updated_at", "id"),
    )

    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
