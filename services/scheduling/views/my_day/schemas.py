"""Wire models of a person's day."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.planning.plans.schemas import DoneWhen
from services.scheduling.references import BarrierReference, PlanReference
from services.scheduling.work.tasks.schemas import TaskSummary
from shared.about import About
from shared.directory.references import StaffReference
from shared.schemas import Day, Moment, Reply


class Why(StrEnum):
    """Why a task is on somebody's day."""

    OWNER = "owner"
    COVERING = "covering"
    RESPONSIBLE = "responsible"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    WAITING_FOR_YOU = "waiting_for_you"
    MENTIONED = "mentioned"
    TO_TAKE = "to_take"
    WATCHED = "watched"


class MyDayReason(Reply):
    """One reason, with what belongs to it."""

    why: Why
    school_days: int | None = Field(
        description="overdue: school days at that school after the due date, today included."
    )
    barrier: BarrierReference | None = Field(description="waiting_for_you: the barrier assigned to you that blocks it.")
    comment_id: UUID | None = Field(description="mentioned: in which comment.")
    person: StaffReference | None = Field(
        description="mentioned: by whom; covering: for whom you act; responsible: who answers for it."
    )
    since: Moment | None = Field(description="mentioned: when; watched: when somebody else last changed it.")


class MyDayTask(TaskSummary):
    """A task and why it is here."""

    about: About
    done_when: DoneWhen = Field(
        description="What closes it: with `note`, ask for a note, a link or a file as it is marked as done."
    )
    reasons: list[MyDayReason]
    because: str = Field(description="Why it is the caller's, in their language; it stands behind the word because.")


class Act(StrEnum):
    """What somebody is asked to do next."""

    APPROVE = "approve"
    FIND_APPROVER = "find_approver"
    PUBLISH = "publish"
    MEND = "mend"
    TRIAGE = "triage"
    ANSWER = "answer"
    RESOLVE = "resolve"
    CONFIRM = "confirm"


class Asked(Reply):
    """A plan, a revision or a barrier on which the caller has to act next."""

    kind: Literal["plan", "revision", "barrier"]
    id: UUID
    plan: PlanReference | None
    revision: int | None = Field(description="revision: its number.")
    barrier: BarrierReference | None
    about: About
    title: str = Field(description="The plan's, or the barrier's.")
    state: str
    act: Act
    due_on: Day | None = Field(description="barrier: when the level's answer is due.")
    since: Moment | None
    because: str = Field(description="Why it is the caller's, in their language; it stands behind the word because.")


class MyDayNote(Reply):
    """A note the person made for themselves."""

    id: UUID
    about: About
    title: str
    due_on: Day


class MyDay(Reply):
    """A person's tasks on `day`, across plans: each task is in the first list it has a reason for.

    Theirs to do, that of somebody they cover for, or what they share with its owner: overdue, due today, due within 14 days,
    in progress, blocked. Others' too: blocked by a barrier that is assigned to them; a comment names them that they have
    neither answered nor marked as read; it waits for somebody of their role, or of a role of whom they
    cover for, to take it and is due within 14 days; they watch
    it and somebody else changed it since yesterday began.
    """

    day: Day
    asked_of_you: list[Asked] = Field(description="What waits for the caller's word, soonest first; at most 200.")
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
