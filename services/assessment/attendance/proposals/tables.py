"""Proposals that triggers make."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, enumeration
from shared.db.keeping import Whose, of


class AttendanceProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    """Somebody decides."""
    ACCEPTED = "accepted"
    """It is to be done."""
    DECLINED = "declined"
    """It is not to be done, and somebody said why."""
    WITHDRAWN = "withdrawn"
    """What it goes by is no longer so; nobody has decided."""


class WithdrawnBecause(StrEnum):
    """Why nobody need decide any more."""

    UNDONE = "undone"
    """The trigger is met no more: by a correction, or as the student stands now."""
    LEFT = "left"
    """The student is no longer at the school."""
    YEAR_ENDED = "year_ended"
    """Its school year ended before anybody decided."""
    RETIRED = "retired"
    """The trigger was retired."""


class AttendanceProposalRow(DistrictOwned, Base):
    """What a tier of a trigger proposes for a student: once for each alert. Written by SQL."""

    __tablename__ = "attendance_proposals"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        UniqueConstraint("district_id", "alert_id", name="uq_attendance_proposals_once"),
        ForeignKeyConstraint(
            ["district_id", "trigger_id"],
            ["attendance_triggers.district_id", "attendance_triggers.id"],
            name="fk_attendance_proposals_trigger",
        ),
        Index("ix_attendance_proposals_school", "district_id", "school_id", "id"),
        Index("ix_attendance_proposals_state", "district_id", "state", "id"),
        Index("ix_attendance_proposals_trigger", "district_id", "trigger_id", "id"),
        Index("ix_attendance_proposals_student", "district_id", "student_id", "id"),
        Index("ix_attendance_proposals_kind", "district_id", "kind", "id"),
        Index("ix_attendance_proposals_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    alert_id: Mapped[UUID]
    trigger_id: Mapped[UUID]
    #: Of the trigger, which does not change once it is active.
    trigger_version: Mapped[int] = mapped_column(BigInteger)
    tier: Mapped[int]
    school_year: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    #: Who decides, of the student's school, else for the district.
    role: Mapped[str]
    #: Within how many school days, and whether they have a task of it.
    school_days: Mapped[int]
    tells: Mapped[bool]
    #: What is asked for once it is accepted: `role` and `school_days`.
    asks_for: Mapped[dict[str, Any] | None]
    #: How the student stood when it was made.
    facts: Mapped[dict[str, Any]]
    state: Mapped[AttendanceProposalState] = mapped_column(enumeration(AttendanceProposalState))
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    #: Why it was declined.
    reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[WithdrawnBecause | None] = mapped_column(enumeration(WithdrawnBecause))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(BigInteger)
