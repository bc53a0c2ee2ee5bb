"""Wire models of terms."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.calendar.calendars.tables import TermKind, TermSource
from services.scheduling.references import SchoolYearReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import ABSENT, MAY_DO, Body, Code, Day, Moment, Patch, Reply, ShortText

TermAct = Literal["change", "delete"]


class Term(Reply):
    """A part of a school year; both days are included."""

    id: UUID
    school_year: SchoolYearReference
    school: SchoolReference | None = Field(
        description="The school that has it instead of the district's of this kind; null: all."
    )
    kind: TermKind
    code: str
    title: str
    starts_on: Day
    ends_on: Day
    source: TermSource
    deleted_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[TermAct] = MAY_DO


class TermCreate(Body):
    """A term that is in no roster."""

    school_year_id: UUID
    school_id: UUID | None = None
    kind: TermKind
    code: Code
    title: ShortText
    starts_on: Day
    ends_on: Day


class TermUpdate(Patch):
    """A merge patch of a term added by hand."""

    code: Code = ABSENT
    title: ShortText = ABSENT
    starts_on: Day = ABSENT
    ends_on: Day = ABSENT


class TermList(Paging):
    """Filters of the list of terms."""

    school_year_id: Several[UUID] | None = None
    school_id: Several[UUID] | None = Field(
        default=None, description="Only the terms this school has instead of the district's."
    )
    kind: Several[TermKind] | None = None
