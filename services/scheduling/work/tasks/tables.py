"""Tasks: one for each activity and school, and what the school adds to it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.scheduling.work.task_states import TaskState
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class OwnerCause(StrEnum):
    """Why somebody owns a task: the role the activity names, or somebody gave it to them by hand."""

    ROLE = "role"
    HAND = "hand"


class WithdrawnCause(StrEnum):
    """Why a task was withdrawn. What a rule withdrew a rule brings back; what a hand did can be put right by hand.

    `plan`: of rows from before plans ended without touching their tasks; nothing writes it.
    """

    HAND = "hand"
    PLAN = "plan"
    RULE = "rule"


class TaskRow(DistrictOwned, Stamped, Base):
    """An activity at one school, once or on one occurrence. `due_on` is the district's; no school moves it later.

    `occurrence_on` is the day the activity's repetition names, which tells the occurrences apart; null without repetition.
    `moved_from` is the day it was due before that became a day without school.

    No foreign key to the plan: one statement writes all its tasks from the plan's own activities, and checking the same
    key fifty thousand times would cost a third as much as writing them. A published plan is never deleted.
    """

    __tablename__ = "tasks"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        UniqueConstraint(
            *("district_id", "plan_id", "activity_id", "school_id", "occurrence_on"),
            name="uq_tasks_occurrence",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("target_on is null or target_on <= due_on", name="target_before_due"),
        CheckConstraint("state <> 'blocked' or blocked_on is not null", name="blocked_since"),
        Index("ix_tasks_school", "district_id", "school_id", "due_on", "id"),
        Index("ix_tasks_owner", "district_id", "owner_id", "due_on", "id"),
        Index("ix_tasks_due", "district_id", "due_on", "id"),
        Index("ix_tasks_updated_at", "district_id", "updated_at", "id"),
        Index("ix_tasks_activity", "district_id", "activity_id", "due_on", "id"),
        Index("ix_tasks_unowned", "district_id", "due_on", "id", postgresql_where=text("owner_id is null")),
        # By the list's filters, and for the roll-up what a school owes this month.
        Index(
            "ix_tasks_plan",
            *("district_id", "plan_id", "state", "due_on", "id"),
            postgresql_include=["school_id"],
        ),
        # For the roll-up: since when somebody waits.
        Index(
            "ix_tasks_waiting",
            *("district_id", "plan_id", "blocked_on", "id"),
            postgresql_include=["activity_id", "school_id"],
            postgresql_where=text("state = 'blocked'"),
        ),
    )

    plan_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    strategy_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    school_id: Mapped[UUID]
    occurrence_on: Mapped[date | None]
    owner_id: Mapped[UUID | None]
    owner_cause: Mapped[OwnerCause] = mapped_column(enumeration(OwnerCause), server_default="role")
    state: Mapped[TaskState] = mapped_column(enumeration(TaskState), server_default="open")
    due_on: Mapped[date]
    target_on: Mapped[date | None]
    moved_from: Mapped[date | None]
    blocked_on: Mapped[date | None]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    done_by: Mapped[str | None]
    withdrawn_reason: Mapped[str | None]
    withdrawn_cause: Mapped[WithdrawnCause | None] = mapped_column(enumeration(WithdrawnCause))


class OfTask:
    """A thing a school adds to a task."""

    task_id: Mapped[UUID]


def of_task(name: str) -> tuple[ForeignKeyConstraint, Index]:
    """The key to the task and the index to find a task's things by."""
    return (
        ForeignKeyConstraint(["district_id", "task_id"], ["tasks.district_id", "tasks.id"], name=f"fk_{name}_task"),
        Index(f"ix_{name}_task", "district_id", "task_id"),
    )


class TaskEntryRow(DistrictOwned, OfTask, Base):
    """A line of a task's history: what became different, from what to what, by whom; `change_id` joins what one act did.

    No foreign key, as between tasks and plans: one statement writes thousands of lines from the tasks it has just changed.
    """

    __tablename__ = "task_history"
    keeping = part_of("tasks", "task_id")
    __table_args__ = (
        Index("ix_task_history_task", "district_id", "task_id", "id"),
        Index("ix_task_history_change", "district_id", "change_id", postgresql_where=text("change_id is not null")),
    )

    happened_at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    change_id: Mapped[UUID | None]


class StepRow(DistrictOwned, OfTask, Stamped, Base):
    """A step of the school's own on the way to done."""

    __tablename__ = "task_steps"
    keeping = part_of("tasks", "task_id")
    __table_args__ = of_task("task_steps")

    title: Mapped[str]
    done_at: Mapped[datetime | None]


class NoteVisibility(StrEnum):
    """Who reads a note.

    `school`: whoever may see the task. `district`: people who see the task by a role for the whole district, machine
    clients, and the author. `author`: nobody but the person or client that wrote it; such a note shows no work.
    """

    AUTHOR = "author"
    SCHOOL = "school"
    DISTRICT = "district"


class NoteRow(DistrictOwned, OfTask, Stamped, Base):
    """A note on a task."""

    __tablename__ = "task_notes"
    keeping = part_of("tasks", "task_id")
    __table_args__ = of_task("task_notes")

    body: Mapped[str]
    visibility: Mapped[NoteVisibility] = mapped_column(
        enumeration(NoteVisibility), default=NoteVisibility.SCHOOL, server_default="school"
    )


class ReopeningRow(DistrictOwned, OfTask, Stamped, Base):
    """A task that was done or withdrawn was to be done after all: what it had been, and why that was put right."""

    __tablename__ = "task_reopenings"
    keeping = part_of("tasks", "task_id")
    __table_args__ = of_task("task_reopenings")

    reason: Mapped[str]
    former_state: Mapped[TaskState] = mapped_column(enumeration(TaskState))
    done_on: Mapped[date | None]
    done_by: Mapped[str | None]
    withdrawn_reason: Mapped[str | None]


class EvidenceKind(StrEnum):
    """Where evidence comes from."""

    LINK = "link"
    FILE = "file"
    EVENT = "event"


class EvidenceRow(DistrictOwned, OfTask, Stamped, Base):
    """What shows that a task was done: a link, a file we keep, or the event that proved it.

    A file's title is its name, its bytes lie in the district's store under `sha256`; `scanned_at` is null where nothing scans.
    """

    __tablename__ = "task_evidence"
    keeping = part_of("tasks", "task_id")
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
        Index("ix_task_evidence_sha256", "district_id", "sha256", postgresql_where=text("sha256 is not null")),
        CheckConstraint("(kind = 'file') = (sha256 is not null)", name="file_has_bytes"),
    )

    kind: Mapped[EvidenceKind] = mapped_column(enumeration(EvidenceKind))
    title: Mapped[str]
    url: Mapped[str | None]
    event_id: Mapped[UUID | None]
    event_type: Mapped[str | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    media_type: Mapped[str | None]
    scanned_at: Mapped[datetime | None]
