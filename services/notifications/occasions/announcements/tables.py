"""Announcements: one thing said to many people at once, in the district's own words."""

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class AnnouncementRow(DistrictOwned, Stamped, Base):
    """What was said, to whom it was meant, and how many people that were; each has a message whose subject this is."""

    __tablename__ = "announcements"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_announcements_updated_at", "district_id", "updated_at", "id"),)

    title: Mapped[str]
    body: Mapped[str]
    audience: Mapped[dict[str, Any]]
    recipient_count: Mapped[int]
