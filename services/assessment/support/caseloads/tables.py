"""Who works with which student."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.records.student_records.tables import CaseloadRelation
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class CaseloadSource(StrEnum):
    """Who made an assignment."""

    MANUAL = "manual"


class CaseloadAssignmentRow(DistrictOwned, Stamped, Base):
    """A staff member works with a student; both days are included, None is open.

    No foreign key to the student: the roster's tables have none, and a student it drops stays as a deleted row.
    """

    __tablename__ = "caseload_assignments"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        Index(
            *("uq_caseload_assignments_once", "district_id", "staff_id", "student_id", "relation", "starts_on"),
            unique=True,
        ),
        Index("ix_caseload_assignments_student", "district_id", "student_id"),
        Index("ix_caseload_assignments_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    relation: Mapped[CaseloadRelation] = mapped_column(enumeration(CaseloadRelation))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    source: Mapped[CaseloadSource] = mapped_column(enumeration(CaseloadSource))


class CaseloadEntryRow(DistrictOwned, Base):
    """A line of an assignment's history; never changed."""

    __tablename__ = "caseload_history"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "assignment_id"], ["caseload_assignments.district_id", "caseload_assignments.id"]
        ),
        Index("ix_caseload_history_assignment", "district_id", "assignment_id", "id"),
        Index("ix_caseload_history_happened_at", "district_id", "assignment_id", "happened_at", "id"),
    )

    assignment_id: Mapped[UUID]
    student_id: Mapped[UUID]
    happened_at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
