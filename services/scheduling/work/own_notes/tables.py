"""Notes people make for themselves, in a table of their own: nothing that tasks are read by reaches them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class OwnNoteRow(DistrictOwned, Stamped, Base):
    """Something somebody wants to remember, by a day or none. People write children's names here: it is its owner's alone."""

    __tablename__ = "own_notes"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        Index("ix_own_notes_staff", "district_id", "staff_id", "due_on", "id"),
        Index("ix_own_notes_updated_at", "district_id", "updated_at", "id"),
    )

    staff_id: Mapped[UUID]
    title: Mapped[str]
    body: Mapped[str]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
