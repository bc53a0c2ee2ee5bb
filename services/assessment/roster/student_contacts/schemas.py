"""Wire models of contacts of students."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.assessment.roster.pushed_students.schemas import Source
from shared.context.bulk import rows_of
from shared.schemas import ABSENT, MAY_DO, Body, Code, Kept, Patch, SourceId, Truth


class StudentContact(Kept):
    """How a guardian stands to a student, and how to reach them. Null: nobody said."""

    student_id: UUID
    guardian_id: UUID
    given_name: str | None
    family_name: str | None
    email: str | None
    phone: str | None
    sms: str | None
    relationship: str | None
    priority: int
    lives_with: bool | None
    has_custody: bool | None
    no_contact: bool = Field(description="They must not be contacted: no way to reach them is told.")
    household_id: UUID | None = Field(description="Who has the same lives together; it says nothing else.")
    may: list[Literal["change"]] = MAY_DO


class StudentContactRowBody(Patch):
    """How a guardian of the roster stands to a student, by the system's own ids. What is absent stays as it is; null
    empties it.
    """

    source: Source = "sis"
    student_source_id: SourceId
    contact_source_id: SourceId
    relationship: Annotated[
        Code | None, Field(description="In the district's own terms: mother, grandparent, foster_parent.")
    ] = ABSENT
    priority: int = Field(ge=1, le=99, description="Whom to turn to first, from 1.")
    lives_with: Truth | None = ABSENT
    has_custody: Truth | None = ABSENT
    no_contact: Annotated[
        Truth, Field(description="They must not be contacted about this student, until false is said.")
    ] = ABSENT
    household: Annotated[
        SourceId | None,
        Field(description="The system's own id of the household they live in; kept as an id that says nothing."),
    ] = ABSENT
    is_removed: Truth = Field(default=False, description="They are no contact any more.")


class StudentContactsBody(Body):
    """Many contacts."""

    items: rows_of(StudentContactRowBody)  # type: ignore[valid-type]
