"""The days activities are due on, as arrays that SQL joins."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass
class DueDates:
    """When activities are due, by calendar: number 0 is the district's, the others are of the schools listed with them."""

    activity_ids: list[UUID] = field(default_factory=list)
    calendars: list[int] = field(default_factory=list)
    occurrences_on: list[date | None] = field(default_factory=list)
    dues: list[date] = field(default_factory=list)
    school_ids: list[UUID] = field(default_factory=list)
    of_schools: list[int] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """As the parameters of `DUE_DATES`."""
        return {
            "fall_activities": self.activity_ids,
            "fall_calendars": self.calendars,
            "fall_occurrences": self.occurrences_on,
            "fall_dues": self.dues,
            "own_schools": self.school_ids,
            "own_calendars": self.of_schools,
        }

    def add(self, activity_id: UUID, calendar: int, occurrence_on: date | None, due: date) -> None:
        """One day."""
        self.activity_ids.append(activity_id)
        self.calendars.append(calendar)
        self.occurrences_on.append(occurrence_on)
        self.dues.append(due)

    def include(self, other: "DueDates") -> None:
        """Days of other activities by the same calendars."""
        self.activity_ids += other.activity_ids
        self.calendars += other.calendars
        self.occurrences_on += other.occurrences_on
        self.dues += other.dues


#: CTEs of the days and of the schools that have a calendar of their own.
DUE_DATES = """
falls as (
  select * from unnest(cast(:fall_activities as uuid[]), cast(:fall_calendars as int[]), cast(:fall_occurrences as date[]),
                       cast(:fall_dues as date[])) f (activity_id, calendar, occurrence_on, due_on)),
own as (
  select * from unnest(cast(:own_schools as uuid[]), cast(:own_calendars as int[])) o (school_id, calendar))"""
