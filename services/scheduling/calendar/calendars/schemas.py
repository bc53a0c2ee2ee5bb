"""Wire models of calendars."""

from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.directory.references import SchoolReference
from shared.schemas import Day, Reply


class DaySource(StrEnum):
    """Where the type of a day comes from."""

    DISTRICT = "district"
    SCHOOL = "school"


class CalendarDay(Reply):
    """One day: what is listed of it, or what it is by its weekday."""

    day: Day
    day_type: str | None = Field(description="Null where nothing is listed and no school is held.")
    school_is_held: bool
    source: DaySource | None = Field(description="Whose entry it is; null: nothing is listed, its weekday decides.")
    terms: list[str] = Field(description="Codes of the terms the day lies in.")
    note: str | None
    entry_id: UUID | None


class Calendar(Reply):
    """A calendar day by day; without a school the district's."""

    school: SchoolReference | None
    days: list[CalendarDay]


class CalendarQuery(BaseModel):
    """Whose calendar, from which day to which, both included: 400 days at most."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    school_id: UUID | None = None
    first: Day = Field(alias="from")
    until: Day
