"""Wire models of school days."""

from uuid import UUID

from pydantic import Field

from shared.schemas import Day, Moment, Reply


class OpenedDay(Reply):
    """A day that has begun, and what it brought about."""

    id: UUID
    day: Day
    opened_at: Moment
    school_is_held: bool = Field(description="By the district's calendar; schools without school are not reminded.")
    soon_until: Day | None = Field(description="Reminders covered tasks due up to this day.")
    occurrences_made: int
    barriers_escalated: int
    people_reminded: int
    schools_summed: int = Field(description="Schools whose past week was summed; on a week's first school day.")
