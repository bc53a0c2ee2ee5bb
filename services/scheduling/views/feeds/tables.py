"""Feeds: who may fetch which tasks as a calendar, with nothing but an address."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class FeedKind(StrEnum):
    """Whose tasks a feed holds: its person's own, or all of one school."""

    PERSON = "person"
    SCHOOL = "school"


class FeedRow(DistrictOwned, Stamped, Base):
    """A calendar somebody subscribes to. Only the secret's hash is kept; of its use only the day of the last.

    `staff_id` is who made it: it serves what that person may see at the moment it is fetched, and nothing once they are gone.
    """

    __tablename__ = "feeds"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        UniqueConstraint("district_id", "secret_hash", name="uq_feeds_secret"),
        CheckConstraint("(kind = 'school') = (school_id is not null)", name="school_named"),
        Index("ix_feeds_staff", "district_id", "staff_id", "id"),
    )

    kind: Mapped[FeedKind] = mapped_column(enumeration(FeedKind))
    staff_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    include_calendar: Mapped[bool]
    secret_hash: Mapped[str]
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]
