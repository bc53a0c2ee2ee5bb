"""By which ids a student is known, and which rows of one child were merged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from shared.db.base import Base, DistrictOwned, Stamped
from shared.db.keeping import Whose, of


class StudentAliasRow(DistrictOwned, Stamped, Base):
    """A further source id of a student. Its id is the one that a student of that source id would have."""

    __tablename__ = "student_aliases"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_student_aliases_student", "district_id", "student_id"),
        Index("ix_student_aliases_updated_at", "district_id", "updated_at", "id"),
    )

    source: Mapped[str]
    source_id: Mapped[str]
    student_id: Mapped[UUID]


class StudentMergeRow(DistrictOwned, Stamped, Base):
    """Two rows of one child made one: what that changed, so that it can be undone."""

    __tablename__ = "student_merges"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        Index("ix_student_merges_student", "district_id", "student_id", "id"),
        Index("ix_student_merges_merged", "district_id", "merged_id", "id"),
        Index("ix_student_merges_updated_at", "district_id", "updated_at", "id"),
    )

    #: Who stands for both.
    student_id: Mapped[UUID]
    merged_id: Mapped[UUID]
    reason: Mapped[str]
    #: By table: the keys of the rows that hung on the one that was merged.
    moved: Mapped[dict[str, Any]]
    #: Of both rows: the columns that the merge changed, as they were.
    before: Mapped[dict[str, Any]]
    split_at: Mapped[datetime | None]
    split_reason: Mapped[str | None]


class StudentMatchRow(DistrictOwned, Stamped, Base):
    """A source id that a roster lists anew with the local id of a student who is known by another."""

    __tablename__ = "student_matches"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        UniqueConstraint("district_id", "student_id", "other_id", name="uq_student_matches_once"),
        Index("ix_student_matches_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    #: The id the roster's row has, whether it has been taken or not.
    other_id: Mapped[UUID]
    source: Mapped[str]
    source_id: Mapped[str]
    dismissed_at: Mapped[datetime | None]
