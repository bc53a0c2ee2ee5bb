"""What a message of each kind tells, as it stood when the message was made: a union told apart by `kind`.

A row keeps its facts without `kind`, which is a column of its own; the wire has it in both places.
Facts hold names of schools and staff and titles of plans and activities, never anything of a student.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.notifications.messages.tables import Kind
from shared.web.schemas import Reply


class SchoolShare(Reply):
    """A person's tasks at one school. `name` is null if the directory had not told of the school yet."""

    school_id: UUID
    name: str | None
    count: int
    first_due_on: date | None


class Unowned(Reply):
    """Tasks of the plan that nobody owns; told to the district's coordinators."""

    task_count: int
    school_count: int
    first_due_on: date | None


class PlanPublishedFacts(Reply):
    """A plan was published: somebody's tasks of it, by school."""

    kind: Literal[Kind.PLAN_PUBLISHED]
    title: str
    school_year: str
    task_count: int
    first_due_on: date | None
    schools: list[SchoolShare]
    unowned: Unowned | None


Facts = Annotated[PlanPublishedFacts, Field(discriminator="kind")]
