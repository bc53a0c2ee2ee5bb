"""Where students are, as assessment told it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class PlacementRow(DistrictOwned, Base):
    """The schools of one student, who is known here by their id alone: no name, grade or language."""

    __tablename__ = "placements"
    keeping = of(Whose.STUDENT, "id")

    school_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    active: Mapped[bool]
    listed_at: Mapped[datetime]
    #: Schools they were at before, each with the last day they were told to be there.
    was_at: Mapped[dict[str, str]] = mapped_column(JSONB)


class MergedStudentRow(DistrictOwned, Base):
    """A student who was one with another, by their id: who stands for both (null: they stand for themselves again)."""

    __tablename__ = "merged_students"
    keeping = of(Whose.STUDENT, "id")
    __table_args__ = (Index("ix_merged_students_student", "district_id", "student_id"),)

    student_id: Mapped[UUID | None]
    decided_at: Mapped[datetime]
