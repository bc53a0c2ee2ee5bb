"""Wire models of corrections."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.scheduling.calendar.day_types.schemas import DayTypeCode
from services.scheduling.calendar.recurrence import rules as recurrence
from shared.context.bulk import BulkReply, rows_of
from shared.directory.references import SchoolReference
from shared.schemas import NO_NUL, Body, Day, Reply, ShortText

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

    items: rows_of(DayEntry, MOST_ROWS)  # type: ignore[valid-type]


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
    tasks_made: int = Field(
        description="Tasks of activities that repeat by a type of days, on days that are of it now."
    )
    tasks_withdrawn: int = Field(description="Open tasks of such activities, on days to come that are of it no more.")
    overruled: list[DayOfSchool] = Field(
        description=f"Days of schools that were to be of a kind, and which the district now closes; the first {MOST_NAMED}."
    )
    restored: list[DayOfSchool] = Field(
        description=f"Days of schools that are of a kind again, as the district closes them no more; the first {MOST_NAMED}."
    )
    people_told: int = Field(
        description="Owners of these tasks; each is notified once of what moves, and once of what kinds of days bring and take."
    )


class CorrectionReply(BulkReply):
    """The result of each entry, and the effect of all of them together."""

    effect: CalendarEffect


class DayPattern(Body):
    """A day type for many days at once, at one or many schools or (without any) in the district's calendar.

    Only plain school days get it: others are skipped, and named. `days` or an RFC 5545 rule with the span it is for.
    """

    day_type: DayTypeCode
    school_ids: Annotated[list[UUID], Field(max_length=2000)] = []
    days: Annotated[list[Day], Field(max_length=MOST_ROWS)] = []
    rrule: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)] | None = Field(
        default=None, examples=["FREQ=WEEKLY;BYDAY=FR"]
    )
    first_on: Day | None = Field(default=None, description="With a rule: the day it starts on.")
    last_on: Day | None = Field(default=None, description="With a rule: its last day, at most 366 days later.")
    note: ShortText | None = None

    @model_validator(mode="after")
    def _says_which_days(self) -> "DayPattern":
        spanned = (self.rrule, self.first_on, self.last_on)
        if bool(self.days) == (self.rrule is not None) or any(spanned) != all(spanned):
            raise ValueError("name the days, or a rule with first_on and last_on")
        if self.rrule is not None:
            recurrence.parse(self.rrule)
        if self.first_on and self.last_on and not 0 <= (self.last_on - self.first_on).days < MOST_ROWS:
            raise ValueError(f"last_on lies before first_on, or {MOST_ROWS} days or more after it")
        return self


class DaySkipped(DayOfSchool):
    """A day that did not get the type, and why."""

    reason: str


class PatternReply(Reply):
    """Which days got the type, and the effect of all of them together."""

    validate_only: bool
    entries: int = Field(description="Days of schools, or of the district, that are of the type now.")
    skipped_count: int
    skipped: list[DaySkipped] = Field(description=f"The first {MOST_NAMED}.")
    effect: CalendarEffect
