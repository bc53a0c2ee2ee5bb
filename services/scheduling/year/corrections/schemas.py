"""Wire models of corrections."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, SkipValidation

from services.scheduling.calendar.day_types.schemas import DayTypeCode
from shared.context.bulk import BulkReply
from shared.directory.references import SchoolReference
from shared.schemas import Body, Day, Reply, ShortText

#: What one call can list: every day of a leap year.
MOST_ROWS = 366
#: How many days of an effect are named; the counts are of all.
MOST_NAMED = 500


class DayEntry(Body):
    """The type of a day, for the district or for one school; it replaces any entry for that day."""

    day: Day
    day_type: DayTypeCode
    school_id: UUID | None = None
    note: ShortText | None = None


class DayEntries(Body):
    """Entries of many days."""

    items: Annotated[list[SkipValidation[DayEntry] | Any], Field(min_length=1, max_length=MOST_ROWS)]


class DayOfSchool(Reply):
    """A day at a school; null: for the district, at every school that is not named or has no entry of its own."""

    day: Day
    school: SchoolReference | None


class CalendarEffect(Reply):
    """What a change of calendars does to school days, and to what is due."""

    closes: list[DayOfSchool] = Field(description=f"Days that become days without school; the first {MOST_NAMED}.")
    opens: list[DayOfSchool] = Field(description=f"Days that become school days; the first {MOST_NAMED}.")
    close_count: int
    open_count: int
    tasks_due: int = Field(description="Live tasks that were due on a day that closes at their school.")
    change_id: UUID | None = Field(description="Names the change in tasks' histories and in events; null: none.")
    tasks_moved: int = Field(
        description="Tasks now due on another day: the next school day, or the one they came from."
    )
    people_told: int = Field(description="Owners of these tasks; each is notified once.")


class CorrectionReply(BulkReply):
    """The result of each entry, and the effect of all of them together."""

    effect: CalendarEffect
