"""Wire models of unowned tasks."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import NO_NUL, Day, Reply


class WhyNobody(StrEnum):
    """Why nobody owns a task."""

    NOBODY_HOLDS_ROLE = "nobody_holds_role"
    HOLDER_LEFT = "holder_left"
    TAKEN_BY_HAND = "taken_by_hand"


class UnownedReason(Reply):
    """Why nobody owns so many of a group's tasks, as facts; the group says whose role at which school."""

    why: WhyNobody
    task_count: int
    former_owner: StaffReference | None = Field(description="holder_left: who had them.")
    left_on: Day | None = Field(description="holder_left: their last day in the role, or the day they were gone.")


class UnownedGroup(Reply):
    """A role's live tasks at a school that nobody owns, and whose list this is."""

    school: SchoolReference | None = Field(description="null: tasks of the district itself.")
    role: str | None = Field(description="null: given to a person who has left, not to a role.")
    task_count: int
    overdue_count: int
    first_due_on: Day
    reasons: list[UnownedReason]
    keeper: StaffReference | None = Field(
        description="Who should find an owner for them: the school's principal, else its administrator, else its "
        "coordinator, else the district's coordinator, the longest in the role; null: nobody holds any of these."
    )
    keeper_role: str | None


class UnownedTasks(Reply):
    """Live tasks nobody owns on `day`: the 500 groups with the earliest due dates; the counts are of all."""

    day: Day
    group_count: int
    task_count: int
    overdue_count: int
    groups: list[UnownedGroup]


class UnownedFilter(BaseModel):
    """What the list is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    school_id: UUID | None = None
    role: str | None = Field(default=None, min_length=1, max_length=60, pattern=NO_NUL)
    keeper: UUID | Literal["me"] | None = Field(default=None, description="Whose list: a staff member's id, or `me`.")
