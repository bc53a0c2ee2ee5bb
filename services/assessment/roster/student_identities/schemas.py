"""Wire models of aliases, merges, splits and what a roster proposes."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.assessment.roster.pushed_students.schemas import Source
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.directory.references import ActorReference
from shared.names import ONE_LINE
from shared.schemas import Body, Kept, Moment, SourceId

#: Why: an office's word, of no family.
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=ONE_LINE),
    Field(examples=["same child, new number"]),
]


class StudentAlias(Kept):
    """A further source id of a student."""

    student_id: UUID
    source: str
    source_id: str
    created_by: ActorReference


class StudentAliasBody(Body):
    """A further source id of a student: whoever lists it speaks of them."""

    source: Source
    source_id: SourceId


class StudentAliasRowBody(StudentAliasBody):
    """A further source id of one student among many."""

    student_id: UUID


class StudentAliasesBody(Body):
    """Many aliases."""

    items: rows_of(StudentAliasRowBody)  # type: ignore[valid-type]


class StudentMergeBody(Body):
    """The other row of the same child, and why that is so."""

    student_id: UUID
    reason: Reason


class StudentMerge(Kept):
    """Two rows of one child made one, by whom and why; `split_at`: it was undone."""

    student_id: UUID = Field(description="Who stands for both.")
    merged_id: UUID
    reason: str
    created_by: ActorReference
    split_at: Moment | None
    split_reason: str | None


class StudentMatch(Kept):
    """A source id that a roster lists anew with the local id of a student who is known by another: maybe the same child.

    Nobody merges by itself: give the student the alias or, where the other row was taken, merge it; or remove the match.
    """

    student_id: UUID = Field(description="Who is known.")
    other_id: UUID = Field(description="The id the row anew has or would have.")
    source: str
    source_id: str
    other_is_taken: bool = Field(description="Is there a student of that id, to merge? Else give the alias.")


class StudentMatchList(Paging):
    """Filters of the list of matches."""

    student_id: UUID | None = None
