"""Barriers: what stands in the way, at which schools, for which tasks, and every step towards its removal."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.scheduling.work.task_states import TaskState
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class BarrierState(StrEnum):
    """The state of a barrier, from raised to confirmed."""

    RAISED = "raised"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    DECIDED = "decided"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"


class BarrierLevel(StrEnum):
    """Who must answer, lowest level first."""

    SCHOOL = "school"
    DISTRICT_TEAM = "district_team"
    EXECUTIVE = "executive"
    OUTSIDE = "outside"


class BarrierCategory(StrEnum):
    """What is lacking."""

    PEOPLE = "people"
    TIME = "time"
    MONEY = "money"
    TRAINING = "training"
    SPACE = "space"
    POLICY = "policy"
    TECHNOLOGY = "technology"
    OTHER = "other"


class Restore(StrEnum):
    """What happens to a task's due date when it is no longer blocked."""

    EXTEND = "extend"
    KEEP = "keep"


class BarrierRow(DistrictOwned, Stamped, Base):
    """Something that stands in the way. `answer_due_on` is the clock of its level, null while nobody owes an answer.

    `resolved_after` counts the school days from raising to resolving.
    """

    __tablename__ = "barriers"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "number", name="uq_barriers_number"),
        CheckConstraint("level <> 'outside' or contact is not null", name="contact_outside"),
        Index("ix_barriers_updated_at", "district_id", "updated_at", "id"),
        Index("ix_barriers_raised_on", "district_id", "raised_on"),
        Index("ix_barriers_raised_by", "district_id", "raised_by", "id"),
        Index("ix_barriers_raised_by_id", "district_id", "raised_by_id", "id"),
        Index("ix_barriers_assignee", "district_id", "assignee_id", "id"),
        Index("ix_barriers_state", "district_id", "state", "id"),
    )

    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    category: Mapped[BarrierCategory] = mapped_column(enumeration(BarrierCategory))
    state: Mapped[BarrierState] = mapped_column(enumeration(BarrierState))
    level: Mapped[BarrierLevel] = mapped_column(enumeration(BarrierLevel))
    restore: Mapped[Restore] = mapped_column(enumeration(Restore))
    raised_by: Mapped[str]
    raised_by_id: Mapped[UUID | None]
    raised_on: Mapped[date]
    assignee_id: Mapped[UUID | None]
    contact: Mapped[str | None]
    decision: Mapped[str | None]
    resolution: Mapped[str | None]
    answer_due_on: Mapped[date | None]
    resolved_on: Mapped[date | None]
    resolved_after: Mapped[int | None]
    reopened_count: Mapped[int]


class OfBarrier:
    """A thing of a barrier."""

    barrier_id: Mapped[UUID]


def of_barrier(name: str) -> ForeignKeyConstraint:
    """The key to the barrier."""
    return ForeignKeyConstraint(
        ["district_id", "barrier_id"], ["barriers.district_id", "barriers.id"], name=f"fk_{name}_barrier"
    )


class BarrierSchoolRow(OfBarrier, DistrictOwned, Base):
    """A school a barrier touches. No key to the school: the directory is a copy."""

    __tablename__ = "barrier_schools"
    keeping = part_of("barriers", "barrier_id")
    __table_args__ = (
        of_barrier("barrier_schools"),
        UniqueConstraint("district_id", "barrier_id", "school_id", name="uq_barrier_schools_school"),
        Index("ix_barrier_schools_school", "district_id", "school_id", "barrier_id"),
    )

    school_id: Mapped[UUID]


class BarrierTaskRow(OfBarrier, DistrictOwned, Base):
    """A task a barrier blocks, or (`unblocked_on` set) blocked: how the task stood before anything blocked it.

    Of a task under several barriers every row holds the same `former_state`.
    """

    __tablename__ = "barrier_tasks"
    keeping = part_of("barriers", "barrier_id")
    __table_args__ = (
        of_barrier("barrier_tasks"),
        ForeignKeyConstraint(
            ["district_id", "task_id"], ["tasks.district_id", "tasks.id"], name="fk_barrier_tasks_task"
        ),
        UniqueConstraint("district_id", "barrier_id", "task_id", name="uq_barrier_tasks_task"),
        CheckConstraint("former_state in ('open', 'in_progress')", name="former_state_moving"),
        Index("ix_barrier_tasks_task", "district_id", "task_id"),
    )

    task_id: Mapped[UUID]
    blocked_on: Mapped[date]
    former_state: Mapped[TaskState] = mapped_column(enumeration(TaskState))
    former_due_on: Mapped[date]
    unblocked_on: Mapped[date | None]


class Move(StrEnum):
    """What a step did."""

    RAISED = "raised"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    DECIDED = "decided"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    COMMENTED = "commented"
    SCHOOLS_ADDED = "schools_added"
    TASKS_ADDED = "tasks_added"
    TASK_REMOVED = "task_removed"
    TASK_ENDED = "task_ended"
    #: The clock of a level ran out from which none leads up by itself.
    RAN_OUT = "ran_out"


class BarrierStepRow(OfBarrier, DistrictOwned, Base):
    """A line of a barrier's history. `clock_due_on` is the day of the clock this step stopped: it missed it if later."""

    __tablename__ = "barrier_steps"
    keeping = part_of("barriers", "barrier_id")
    __table_args__ = (
        of_barrier("barrier_steps"),
        Index("ix_barrier_steps_barrier", "district_id", "barrier_id", "id"),
    )

    move: Mapped[Move] = mapped_column(enumeration(Move))
    happened_at: Mapped[datetime]
    happened_on: Mapped[date]
    actor: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[BarrierState] = mapped_column(enumeration(BarrierState))
    from_level: Mapped[str | None]
    level: Mapped[BarrierLevel] = mapped_column(enumeration(BarrierLevel))
    assignee_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    clock_due_on: Mapped[date | None]


class BarrierClocksRow(DistrictOwned, Stamped, Base):
    """The district's own clocks in school days, at most one row (its id is the district's)."""

    __tablename__ = "barrier_clocks"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (CheckConstraint("id = district_id", name="one_row"),)

    school: Mapped[int]
    district_team: Mapped[int]
    executive: Mapped[int]
    outside: Mapped[int]
    confirmation: Mapped[int]
