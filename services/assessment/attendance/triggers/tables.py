"""Triggers, and the alerts they raise."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKeyConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.assessment.attendance.triggers.rules import MessageTo, TriggerKind
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class TriggerState(StrEnum):
    """Whether a trigger raises alerts."""

    DRAFT = "draft"
    """Being written, and tried."""
    ACTIVE = "active"
    """It raises alerts; it never changes again."""
    RETIRED = "retired"
    """It raises none any more; those that were open are over."""


class AlertState(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    """Somebody should look."""
    HANDLED = "handled"
    """Somebody has looked."""
    UNDONE = "undone"
    """A correction says that it never was so."""
    OVER = "over"
    """It was handled, and is no longer so."""
    LAPSED = "lapsed"
    """Its school year ended before anybody looked."""


class AttendanceTriggerRow(DistrictOwned, Stamped, Base):
    """What the district wants to act on, who is asked at a school, and within how many school days."""

    __tablename__ = "attendance_triggers"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (Index("ix_attendance_triggers_updated_at", "district_id", "updated_at", "id"),)

    state: Mapped[TriggerState] = mapped_column(enumeration(TriggerState))
    title: Mapped[str]
    kind: Mapped[TriggerKind] = mapped_column(enumeration(TriggerKind))
    days: Mapped[int | None]
    band: Mapped[str | None]
    months: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    tier: Mapped[int]
    #: Once an alert has ended, the same is raised again only after so many days.
    quiet_days: Mapped[int]
    role: Mapped[str]
    school_days: Mapped[int]
    #: Of a rapid change: of so many school days, against as many before.
    over: Mapped[int | None]
    actions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{work}")
    message_to: Mapped[MessageTo] = mapped_column(enumeration(MessageTo), server_default=MessageTo.ROLE)
    #: What is proposed for each student, by the action `proposal`.
    proposal: Mapped[dict[str, Any] | None]
    #: Further tiers.
    steps: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")


class AttendanceAlertRow(DistrictOwned, Base):
    """A tier of a trigger met by a student at a school: once for each day it began on. Written by SQL."""

    __tablename__ = "attendance_alerts"
    keeping = of(Whose.STUDENT, "student_id")
    __table_args__ = (
        UniqueConstraint(
            *("district_id", "student_id", "trigger_id", "school_id", "school_year", "began_on", "tier"),
            name="uq_attendance_alerts_once",
        ),
        ForeignKeyConstraint(
            ["district_id", "trigger_id"],
            ["attendance_triggers.district_id", "attendance_triggers.id"],
            name="fk_attendance_alerts_trigger",
        ),
        Index("ix_attendance_alerts_school", "district_id", "school_id", "id"),
        Index("ix_attendance_alerts_state", "district_id", "state", "id"),
        Index("ix_attendance_alerts_trigger", "district_id", "trigger_id", "id"),
        Index("ix_attendance_alerts_updated_at", "district_id", "updated_at", "id"),
    )

    student_id: Mapped[UUID]
    school_id: Mapped[UUID]
    trigger_id: Mapped[UUID]
    school_year: Mapped[str]
    began_on: Mapped[date]
    tier: Mapped[int]
    #: Days missed: in a row, in all, at the band, or more than before.
    value: Mapped[int]
    state: Mapped[AlertState] = mapped_column(enumeration(AlertState))
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    #: Since when it is open: what somebody owes of it is due from then.
    raised_at: Mapped[datetime]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(BigInteger)
