"""What all rows that systems send have alike."""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared.names import ONE_LINE
from shared.schemas import Body, Day, Reply, SourceId

BatchName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
#: A word of the sending system.
SentCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=ONE_LINE),
    Field(description="As the sending system writes it, but for case and spaces.", examples=["Excused Absence"]),
]
#: What a code is known by, of the SQL of it as it was sent: no case, no runs of spaces, an Ed-Fi descriptor by its last word.
FOLDED = r"lower(regexp_replace(trim(regexp_replace({}, '^uri://.*#', '')), '\s+', ' ', 'g'))"


class NamedRow(Body):
    """A row about a student at a school, each named in one way."""

    #: Or may it leave the school out, for that which the student attends?
    school_is_named: ClassVar[bool] = True

    student_source_id: SourceId | None = Field(default=None, description="The roster's own id.")
    student_local_id: SourceId | None = Field(default=None, description="The district's number of the student.")
    student_id: UUID | None = None
    school_source_id: SourceId | None = Field(default=None, description="The roster's own id.")
    school_code: SourceId | None = Field(default=None, description="The district's code of the school.")
    school_id: UUID | None = None

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        """Raises `ValueError` for a student or a school that is named in no way, or in two."""
        if (self.student_source_id is None) + (self.student_local_id is None) + (self.student_id is None) != 2:
            raise ValueError("name the student by one of student_source_id, student_local_id, student_id")
        missing = (self.school_source_id is None) + (self.school_code is None) + (self.school_id is None)
        if missing != 2 and (self.school_is_named or missing != 3):
            raise ValueError("name the school by one of school_source_id, school_code, school_id")
        return self


class FactBody(NamedRow):
    """A fact about a student, of one day."""

    day: Day
    is_removed: bool = Field(default=False, description="true: it is no more, or was never so.")


class BatchPart(Reply):
    """A part that was taken. Begin again behind the last one."""

    part: int
    rows: int
    sha256: str
