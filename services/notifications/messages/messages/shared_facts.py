"""What facts of several kinds have in common, and what those who share tasks are told."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.notifications.wording.templates.kinds import Kind
from shared.events.next_to_act import Because
from shared.schemas import Reply


class WhyFacts(Reply):
    """Why somebody is told: a code, and the names that stand in its words. Without a school it is the district."""

    code: Because
    role: str | None = None
    #: What the district calls the role, by language, where it is no longer or never was what it starts as.
    role_names: dict[str, str] | None = None
    school_name: str | None = None
    person_name: str | None = None
    school_days: int | None = None


class Told(Reply):
    """What the facts of every kind have in common. `because` is null in messages of before it was kept."""

    because: WhyFacts | None = None


class FirstTask(Reply):
    """One of the first tasks of a plan that was published."""

    title: str
    school_id: UUID | None = None
    school_name: str | None
    due_on: date


class TasksSharedFacts(Told):
    """This person shares responsibility for tasks of others: so many, and the first of them; of what was given none is named.

    `title` is the plan's; `by_name` who asked it of them by hand.
    """

    kind: Literal[Kind.TASKS_SHARED]
    title: str | None
    task_count: int
    first_due_on: date
    first_tasks: list[FirstTask]
    by_name: str | None
