"""Wire models of calendar imports."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.calendar.day_types.schemas import DayTypeCode
from services.scheduling.year.corrections.schemas import CalendarEffect
from shared.schemas import Reply

MOST_LEFT_OUT = 100


class CalendarImportWish(BaseModel):
    """Whose days the file speaks of, and what its events mean that do not say."""

    model_config = ConfigDict(extra="forbid")

    school_id: UUID | None = Field(
        default=None, description="The school of lines and events that name none; without it they are the district's."
    )
    otherwise: DayTypeCode | None = Field(
        default=None, description="The day type of events whose words name none; without it they are left out."
    )
    validate_only: bool = Field(default=False, description="true: report what the file would do, and change nothing.")


class EventLeftOut(Reply):
    """An event that was not taken: `not_all_day`, `cancelled`, `no_day_type` or `outside_school_years`."""

    line: int
    reason: str


class CalendarImport(Reply):
    """The result of an import, or of a trial."""

    validate_only: bool
    entries: int = Field(description="Days listed, each once for the district and once for each school named.")
    left_out_count: int
    left_out: list[EventLeftOut] = Field(description=f"The first {MOST_LEFT_OUT}.")
    effect: CalendarEffect
