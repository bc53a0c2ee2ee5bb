"""Answer links as they are kept: what for, whose, until when."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, enumeration
from shared.db.keeping import Whose, of


class EndedAs(StrEnum):
    """How a link ended before its time."""

    USED = "used"
    REVOKED = "revoked"


class AnswerLinkRow(DistrictOwned, Base):
    """What one person may answer once. `facts` are ids, days and codes the question takes; no words, and nothing of a student."""

    __tablename__ = "answer_links"
    keeping = of(Whose.PERSON, "recipient_id")
    __table_args__ = (
        UniqueConstraint("district_id", "purpose", "subject_id", "recipient_id", name="uq_answer_links_once"),
        # Whoever comes with an address says no district.
        Index("ix_answer_links_id", "id", unique=True),
        Index("ix_answer_links_subject", "district_id", "subject_id", "recipient_id"),
        Index("ix_answer_links_recipient", "district_id", "recipient_id", "id"),
        Index("ix_answer_links_made_at", "district_id", "made_at", "id"),
    )

    purpose: Mapped[str]
    subject_id: Mapped[UUID]
    recipient_id: Mapped[UUID]
    facts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[EndedAs | None] = mapped_column(enumeration(EndedAs))
