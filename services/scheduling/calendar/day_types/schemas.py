"""Wire models of day types."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import ABSENT, MAY_DO, Body, Code, Moment, Patch, Reply, ShortText, Truth

DayTypeCode = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]

DayTypeAct = Literal["change"]


class DayType(Reply):
    """A kind of day. The standard ones every district has; they have no version and never change."""

    code: str
    title: str
    school_is_held: bool
    programme: str | None = Field(
        description="The programme it comes from, such as microsociety; null: the district's own."
    )
    school: SchoolReference | None = Field(description="Whose own it is; null: every school may have such days.")
    standard: bool
    version: int | None
    created_at: Moment | None
    updated_at: Moment | None
    may: list[DayTypeAct] = MAY_DO


class DayTypeCreate(Body):
    """A day type of the district's, such as a MicroSociety's market day, or of one school's own."""

    code: DayTypeCode
    title: ShortText
    school_is_held: Truth = Field(description="Cannot be changed later: add another day type instead.")
    programme: Code | None = None
    school_id: UUID | None = Field(default=None, description="The school whose own it is; else it is the district's.")


class DayTypeUpdate(Patch):
    """A merge patch; whether school is held on such days never changes."""

    title: ShortText = ABSENT
    programme: Code | None = ABSENT


class DayTypeList(Paging):
    """Filters of the list of day types."""

    programme: Several[Code] | None = None
    standard: bool | None = None
    school_id: Several[UUID] | None = Field(default=None, description="Only those this school's days can be of.")
