"""Wire models of school years."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.web.schemas import Body, Moment, Reply, ShortText

Days = Annotated[list[date], Field(max_length=300, description="Weekdays in the year on which no school is held.")]


class SchoolYear(Reply):
    """A school year; its school days are the weekdays from first to last, less the listed ones."""

    id: UUID
    title: str
    starts_on: date
    ends_on: date
    non_school_days: list[date]
    version: int
    created_at: Moment
    updated_at: Moment


class SchoolYearCreate(Body):
    """A school year that no roster brings."""

    title: ShortText
    starts_on: date
    ends_on: date
    non_school_days: Days = []


class SchoolYearUpdate(Body):
    """A merge patch; the list of days is replaced whole."""

    title: ShortText = Field(default="")
    starts_on: date = Field(default=date.min)
    ends_on: date = Field(default=date.min)
    non_school_days: Days = []
