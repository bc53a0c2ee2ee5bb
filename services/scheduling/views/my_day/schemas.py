"""Wire models of a person's day."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from services.scheduling.references import BarrierReference
from services.scheduling.work.tasks.schemas import TaskSummary
from shared.directory.references import StaffReference
from shared.schemas import Day, Moment, Reply


class Why(StrEnum):
    """Why a task is on somebody's day."""

    OWNER = "owner"
    COVERING = "covering"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    WAITING_FOR_YOU = "waiting_for_you"
    MENTIONED = "mentioned"
    TO_TAKE = "to_take"
    WATCHED = "watched"


class Reason(Reply):
    """One reason, with what belongs to it."""

    why: Why
    school_days: int | None = Field(
        description="overdue: school days at that school after the due date, today included."
    )
    barrier: BarrierReference | None = Field(description="waiting_for_you: the barrier assigned to you that blocks it.")
    comment_id: UUID | None = Field(description="mentioned: in which comment.")
    person: StaffReference | None = Field(description="mentioned: by whom; covering: for whom you act.")
    since: Moment | None = Field(description="mentioned: when; watched: when somebody else last changed it.")


class MyDayTask(TaskSummary):
    """A task and why it is here."""

    reasons: list[Reason]


class MyDayNote(Reply):
    """A note the person made for themselves."""

    id: UUID
    title: str
    due_on: Day


class MyDay(Reply):
    """A person's tasks on `day`, across plans: each task is in the first list it has a reason for.

    Theirs to do, or that of somebody they cover for: overdue, due today, due within 14 days, in progress, blocked. Others'
    too: blocked by a barrier that is assigned to them; a comment names them that they have neither answered nor marked as
    read; it waits for somebody of their role to take it and is due within 14 days; they watch it and
    somebody else changed it since yesterday began.
    """

    day: Day
    overdue: list[MyDayTask]
    due_today: list[MyDayTask]
    due_soon: list[MyDayTask]
    in_progress: list[MyDayTask]
    blocked: list[MyDayTask]
    waiting_for_you: list[MyDayTask]
    mentioned: list[MyDayTask]
    to_take: list[MyDayTask]
    watched: list[MyDayTask]
    own_notes: list[MyDayNote] = Field(
        description="Notes for oneself that are due within 14 days or past their day, and not ticked."
    )
