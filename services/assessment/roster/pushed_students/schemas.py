"""Wire models of students that a system pushes one by one."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from services.assessment.records.student_records.schemas import Grade
from shared.context.bulk import rows_of
from shared.names import ONE_LINE
from shared.schemas import ABSENT, Body, Day, Instant, Patch, ShortText, SourceId, Truth

#: Never the form of an id, which other paths have in its place.
Source = Annotated[
    str,
    StringConstraints(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$"),
    Field(description="The system that lists them: `sis` is the one whose rosters are imported.", examples=["sis"]),
]
Sex = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=ONE_LINE)]


class StudentPush(Patch):
    """A student as a system lists them. What is left out stays as it was; null says that there is nothing."""

    given_name: ShortText
    family_name: ShortText
    middle_name: ShortText | None = ABSENT
    preferred_given_name: ShortText | None = ABSENT
    preferred_middle_name: ShortText | None = ABSENT
    preferred_family_name: ShortText | None = ABSENT
    local_id: SourceId | None = ABSENT
    grade: Grade | None = ABSENT
    birth_date: Day | None = ABSENT
    sex: Sex | None = ABSENT
    school_source_id: SourceId | None = ABSENT
    modified_at: Instant = ABSENT

    @property
    def said_at(self) -> datetime | None:
        """When the system last changed the student, if it says so."""
        return self.modified_at if "modified_at" in self.model_fields_set else None


class StudentPushRow(StudentPush):
    """A student among many; `has_left`: the system lists them no more."""

    source: Source
    source_id: SourceId
    has_left: Truth = False


class StudentPushes(Body):
    """Many students."""

    items: rows_of(StudentPushRow)  # type: ignore[valid-type]
