"""Wire models of school years."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import ABSENT, MAY_DO, Body, Day, Moment, Patch, Reply, ShortText

Days = Annotated[list[Day], Field(max_length=300, description="Weekdays in the year on which no school is held.")]

SchoolYearAct = Literal["change"]


class SchoolYear(Reply):
    """A school year; its school days are the weekdays from first to last, less the listed ones, and its make-up days."""

    id: UUID
    school: SchoolReference | None = Field(
        description="The school that has this year instead of the district's; null: all."
    )
    title: str
    starts_on: Day
    ends_on: Day
    non_school_days: list[Day]
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[SchoolYearAct] = MAY_DO


class SchoolYearCreate(Body):
    """A school year that is in no roster."""

    school_id: UUID | None = Field(default=None, description="A school that has it instead of the district's.")
    title: ShortText
    starts_on: Day
    ends_on: Day
    non_school_days: Days = []


class SchoolYearUpdate(Patch):
    """A merge patch; the list of days is replaced whole: days on it become holidays, closed days not on it open."""

    title: ShortText = ABSENT
    starts_on: Day = ABSENT
    ends_on: Day = ABSENT
    non_school_days: Days = ABSENT


class SchoolYearList(Paging):
    """Filters of the list of school years."""

    school_id: Several[UUID] | None = Field(
        default=None, description="Only the years this school has instead of the district's."
    )
