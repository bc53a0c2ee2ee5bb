"""Tasks: what somebody owes by a day, at a school or for the district itself, and what is added to it."""

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


#: A task that nobody has taken yet of those who may.
WAITS_IN_POOL = "is_pool and owner_id is null"


class OriginKind(StrEnum):
    """Where a task comes from: a plan's activity, somebody who gave it, what another service asked for, or a rule."""

    ACTIVITY = "activity"
    GIVEN = "given"
    OWED = "owed"
    RULE = "rule"


class TaskRow(DistrictOwned, Stamped, Base):
    """Something owed by a day at one school, or (`school_id` null) for the district itself.

    Most tasks are an activity of a plan, once or on one occurrence: `occurrence_on` is the day the activity's repetition names,
    which tells the occurrences apart; null without repetition. Of an activity that each holder of its role does, `slot_id` is
    whose task it is, for life. A task of a pool (`is_pool`) is of whoever holds `role` at its place and takes it.

    A task of another origin has words of its own; `role` is then whom it was asked of, if not of a person. What another service
    asked for is a task of an `OwedWorkRow`; `origin_id` is then the id of the thing there.

    `due_on` is the district's; no school moves it later. `moved_from` is the day it was due before that became a day without
    school.

    No foreign key to the plan: one statement writes all its tasks from the plan's own activities, and checking the same
    key fifty thousand times would cost a third as much as writing them. A published plan is never deleted.
    """

    __tablename__ = "tasks"
    keeping = of(Whose.SCHOOL, "school_id")
    __table_args__ = (
        Index(
            "uq_tasks_occurrence",
            *("district_id", "activity_id", "school_id", "occurrence_on", "slot_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("activity_id is not null"),
        ),
        CheckConstraint(
            "(origin_kind = 'activity') = (activity_id is not null) and (activity_id is null) = (plan_id is null)",
            name="of_an_activity",
        ),
        CheckConstraint("(origin_kind = 'activity') = (title is null)", name="own_words"),
        CheckConstraint("not is_pool or role is not null", name="pool_of_a_role"),
        CheckConstraint("(origin_kind in ('owed', 'rule')) = (owed_work_id is not null)", name="owed_work"),
        CheckConstraint("target_on is null or target_on <= due_on", name="target_before_due"),
        CheckConstraint("state <> 'blocked' or blocked_on is not null", name="blocked_since"),
        Index("ix_tasks_school", "district_id", "school_id", "due_on", "id"),
        Index("ix_tasks_owner", "district_id", "owner_id", "due_on", "id"),
        Index("ix_tasks_due", "district_id", "due_on", "id"),
        Index("ix_tasks_updated_at", "district_id", "updated_at", "id"),
        Index("ix_tasks_activity", "district_id", "activity_id", "due_on", "id"),
        Index("ix_tasks_unowned", "district_id", "due_on", "id", postgresql_where=text("owner_id is null")),
        Index(
            "ix_tasks_pool", "district_id", "role", "school_id", "due_on", "id", postgresql_where=text(WAITS_IN_POOL)
        ),
        Index(
            "ix_tasks_unplanned",
            *("district_id", "state", "due_on", "id"),
            postgresql_where=text("activity_id is null"),
        ),
        Index(
            "ix_tasks_given_by",
            "district_id",
            "given_by",
            "due_on",
            "id",
            postgresql_where=text("given_by is not null"),
        ),
        Index(
            "ix_tasks_owed_work",
            *("district_id", "owed_work_id", "id"),
            postgresql_where=text("owed_work_id is not null"),
        ),
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

    origin_kind: Mapped[OriginKind] = mapped_column(
        enumeration(OriginKind), default=OriginKind.ACTIVITY, server_default="activity"
    )
    origin_id: Mapped[UUID | None]
    owed_work_id: Mapped[UUID | None]
    plan_id: Mapped[UUID | None]
    goal_id: Mapped[UUID | None]
    strategy_id: Mapped[UUID | None]
    activity_id: Mapped[UUID | None]
    school_id: Mapped[UUID | None]
    occurrence_on: Mapped[date | None]
    slot_id: Mapped[UUID | None]
    is_pool: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    role: Mapped[str | None]
    title: Mapped[str | None]
    instructions: Mapped[str | None]
    given_by: Mapped[UUID | None]
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


class TaskSharerRow(DistrictOwned, Base):
    """Somebody who shares responsibility for a task that was given to another: they see it, and may do it."""

    __tablename__ = "task_sharers"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "task_id"], ["tasks.district_id", "tasks.id"], name="fk_task_sharers_task"
        ),
        UniqueConstraint("district_id", "task_id", "staff_id", name="uq_task_sharers_staff"),
        Index("ix_task_sharers_staff", "district_id", "staff_id", "task_id"),
    )

    task_id: Mapped[UUID]
    staff_id: Mapped[UUID]


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
