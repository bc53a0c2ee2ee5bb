"""Events of a day that begins: that it does, what is due, and how the last week was."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.scheduling.work.tasks.events import TaskLine
from shared.events.event import Event, Part


class DayBegan(Event, type="scheduling.day.begun.v1", subject="days/{day}"):
    """A calendar day has begun in the district: one event each day, with a plan or without, of missed days too, in their order.

    `since` is the day that had begun before it (null for the first). School is held by the district's calendar, and the other way
    round at the differing schools, as of `calendar_version` of `scheduling.calendar.changed`. It starts telling and making work
    only: what ends by its date has ended at the district's midnight.
    """

    day: date
    since: date | None
    school_is_held: bool
    differing_school_ids: list[UUID]
    calendar_version: int


class DueLine(TaskLine):
    """A task that is due; `is_new` when no earlier day listed it with this due date in this list.

    `to_take`: it waits for somebody of this person's role to take it.
    """

    is_new: bool
    to_take: bool = False


class OverdueLine(DueLine):
    """A task past its day, by so many school days of its school."""

    school_days_overdue: int


class TasksDue(Event, type="scheduling.tasks.due.v2", subject="days/{day}"):
    """A person's (or nobody's) tasks due soon and overdue as a school day begins; each list shows at most 200, nobody's 1,000.

    `people_count` events of this type tell the whole day.
    """

    day: date
    people_count: int
    owner_id: UUID | None
    due_soon_count: int
    overdue_count: int
    due_soon: list[DueLine]
    overdue: list[OverdueLine]


class PlanWeek(BaseModel):
    """A plan's figures at the end of a week."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan_id: UUID
    title: str
    tasks: int
    done: int
    overdue: int


class WorstTask(TaskLine):
    """One of the tasks that have been overdue for longest."""

    owner_id: UUID | None


class BestTask(TaskLine):
    """A task that was done days before it was due."""

    owner_id: UUID | None
    done_on: date
    days_early: int


class WeekSummed(Event, type="scheduling.week.summed.v1", subject="weeks/{week_starts_on}"):
    """The past week at a school, or (`school_id` null) in the whole district."""

    week_starts_on: date
    week_ends_on: date
    school_id: UUID | None
    done: int
    on_time: int
    overdue: int
    blocked: int
    unowned: int
    due_next_week: int
    plans: list[PlanWeek]
    #: The three tasks that have been overdue for longest.
    worst: list[WorstTask] = []
    #: Of those done that week the one that came earliest before its day, if one came early.
    best: BestTask | None = None


class DueLineV1(Part):
    """A task that is due, as it was told while every task was a plan's: outboxes hold it for `replay`."""

    task_id: UUID
    plan_id: UUID
    activity_id: UUID
    activity_code: str
    title: str
    school_id: UUID
    due_on: date
    is_new: bool


class OverdueLineV1(DueLineV1):
    """A task past its day, by so many school days of its school."""

    school_days_overdue: int


class TasksDueV1(Event, type="scheduling.tasks.due.v1", subject="days/{day}"):
    """A person's (or nobody's) tasks due soon and overdue as a school day begins."""

    day: date
    people_count: int
    owner_id: UUID | None
    due_soon_count: int
    overdue_count: int
    due_soon: list[DueLineV1]
    overdue: list[OverdueLineV1]
