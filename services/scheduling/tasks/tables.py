"""Tasks: one for each activity and school, and what the school adds to it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration


class TaskState(StrEnum):
    """A task's life; overdue is not a state but computed from the due date."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class TaskRow(DistrictOwned, Stamped, Base):
    """An activity at one school. `due_on` is the district's and is never moved later by a school.

    No foreign key to the plan: one statement writes all its tasks from the plan's own activities, and checking the same
    key fifty thousand times would cost a third as much as writing them. A published plan is never deleted.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("district_id", "plan_id", "activity_id", "school_id", name="uq_tasks_activity_school"),
        CheckConstraint("target_on is null or target_on <= due_on", name="target_before_due"),
        Index("ix_tasks_school", "district_id", "school_id", "due_on", "id"),
        Index("ix_tasks_owner", "district_id", "owner_id", "due_on", "id"),
        Index("ix_tasks_due", "district_id", "due_on", "id"),
        Index("ix_tasks_updated_at", "district_id", "updated_at", "id"),
    )

    plan_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    strategy_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    school_id: Mapped[UUID]
    owner_id: Mapped[UUID | None]
    state: Mapped[TaskState] = mapped_column(enumeration(TaskState), server_default="open")
    due_on: Mapped[date]
    target_on: Mapped[date | None]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    done_by: Mapped[str | None]
    withdrawn_reason: Mapped[str | None]


class OfTask:
    """A thing a school adds to a task."""

    task_id: Mapped[UUID]


def of_task(name: str) -> tuple[ForeignKeyConstraint, Index]:
    """The key to the task and the index to find a task's things by."""
    return (
        ForeignKeyConstraint(["district_id", "task_id"], ["tasks.district_id", "tasks.id"], name=f"fk_{name}_task"),
        Index(f"ix_{name}_task", "district_id", "task_id"),
    )


class StepRow(DistrictOwned, OfTask, Stamped, Base):
    """A step of the school's own on the way to done."""

    __tablename__ = "task_steps"
    __table_args__ = of_task("task_steps")

    title: Mapped[str]
    done_at: Mapped[datetime | None]


class NoteRow(DistrictOwned, OfTask, Stamped, Base):
    """A note on a task."""

    __tablename__ = "task_notes"
    __table_args__ = of_task("task_notes")

    body: Mapped[str]


class EvidenceKind(StrEnum):
    """Where evidence comes from."""

    LINK = "link"
    EVENT = "event"


class EvidenceRow(DistrictOwned, OfTask, Stamped, Base):
    """What shows that a task was done: a link to a file, or the event that proved it."""

    __tablename__ = "task_evidence"
    __table_args__ = (
        *of_task("task_evidence"),
        Index(
            "uq_task_evidence_event",
            "district_id",
            "task_id",
            "event_id",
            unique=True,
            postgresql_where=text("event_id is not null"),
        ),
    )

    kind: Mapped[EvidenceKind] = mapped_column(enumeration(EvidenceKind))
    title: Mapped[str]
    url: Mapped[str | None]
    event_id: Mapped[UUID | None]
    event_type: Mapped[str | None]
