"""What live streams show: kept for a day, so that a stream that broke off goes on where it was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base
from shared.db.keeping import Whose, of


class StreamEntryRow(Base):
    """One thing that happened, as a front end is told of it.

    `seq` is drawn under a lock of the district held until the commit: within a district, its order is the order of commits.
    Who may see it follows from the schools, the owners and the plan it is about, or from the one person it is for.
    """

    __tablename__ = "stream_entries"
    keeping = of(Whose.DISTRICT, days=1, since="made_at")
    __table_args__ = (Index("ix_stream_entries_made_at", "made_at"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    type: Mapped[str]
    school_ids: Mapped[list[UUID]]
    owner_ids: Mapped[list[UUID]]
    recipient_id: Mapped[UUID | None]
    plan_id: Mapped[UUID | None]
    # Text as it will lie on the wire, but for the link of what it is about: of that the path of the API.
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
