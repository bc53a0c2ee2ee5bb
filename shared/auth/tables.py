"""Access that was ended before its tokens expire."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class EndedAccessRow(Base):
    """Tokens of this holder issued at or before `ended_at` are refused. Kept until the last of them has expired."""

    __tablename__ = "ended_access"
    keeping = of(Whose.DISTRICT, days=1 / 24, since="noted_at")
    __table_args__ = (Index("ix_ended_access_noted_at", "noted_at"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True)
    holder_id: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    #: When this service learnt of it, by its own database's clock: what readers of news go by.
    noted_at: Mapped[datetime]
