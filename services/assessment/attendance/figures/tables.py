"""Counts of students as of the end of a school week, and who is counted in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned
from shared.db.keeping import Whose, of


class AttendanceFigureSnapshotRow(DistrictOwned, Base):
    """What was counted as of the end of one school week. It never changes: a correction is in the next one."""

    __tablename__ = "attendance_figure_snapshots"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "school_year", "as_of", name="uq_attendance_figure_snapshots_week"),
    )

    school_year: Mapped[str]
    as_of: Mapped[date]
    made_at: Mapped[datetime]
    #: Null: by the usual one.
    definition_id: Mapped[UUID | None]
    #: Groups smaller than this get no number in it.
    smallest: Mapped[int]
    #: The order of the tree of cells: it only grows at its end within a year.
    schools: Mapped[list[str]] = mapped_column(ARRAY(Text))
    grades: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: One for each school and grade: its students, how many are chronically absent, how many in each band, since when.
    cells: Mapped[list[dict[str, Any]]]
    #: What is counted besides bands: as the year began.
    measures: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    #: The week whose students the flows of its cells are of; null: there is none yet.
    flows_since: Mapped[date | None]
    #: What is told of each subgroup, and as of which week it was counted so.
    subgroups: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    #: Up to which day each school's days are reported in full, and its students without a figure, by reason.
    reported: Mapped[dict[str, Any]]


class AttendanceFigureMemberRow(Base):
    """A student counted in a year's figures, where they were first counted, and how they stood when last counted."""

    __tablename__ = "attendance_figure_members"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (Index("ix_attendance_figure_members_student", "district_id", "student_id"),)

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_year: Mapped[str] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: Empty: none.
    grade: Mapped[str]
    band: Mapped[str]
    is_chronic: Mapped[bool]
    #: Counted in the week that is told of their place.
    is_told: Mapped[bool] = mapped_column(server_default="false")
    #: The measures that held of them when last counted.
    measures: Mapped[list[str]] = mapped_column(server_default="{}")
    #: Whether they were chronically absent in each of the last weeks told, oldest first.
    recent: Mapped[list[bool]] = mapped_column(ARRAY(Boolean), server_default="{}")
    #: The subgroup of each dimension they were last counted in.
    subgroups: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
