"""Wire models of school days."""

from uuid import UUID

from pydantic import Field

from shared.schemas import Day, Moment, Reply


class OpenedDay(Reply):
    """A day that has begun, and what it brought about."""

    id: UUID
    day: Day
    since: Day | None = Field(description="The day that had begun before it; null for the first.")
    opened_at: Moment
    school_is_held: bool = Field(description="By the district's calendar; schools without school are not reminded.")
    is_reminded: bool = Field(
        description="Were people told what is due? Not on a day that was missed, nor where no plan was published at 06:00."
    )
    soon_until: Day | None = Field(description="Reminders covered tasks due up to this day.")
    occurrences_made: int
    barriers_escalated: int
    people_reminded: int
    schools_summed: int = Field(description="Schools whose past week was summed; on a week's first school day.")
