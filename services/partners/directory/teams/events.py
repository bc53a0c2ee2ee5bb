"""Events of teams. Guests are in none: who is no staff owes nothing by event."""

from datetime import date
from uuid import UUID

from shared.events.event import Event, Part


class Membership(Part):
    """Somebody of the staff on a team, both days included; away from it between two days."""

    member_id: UUID
    staff_id: UUID
    meeting_roles: list[str]
    stands_in_for: list[str]
    starts_on: date
    ends_on: date | None
    away_from: date | None
    away_until: date | None


class TeamRecorded(Event, type="partners.team.recorded.v1", subject="teams/{team_id}"):
    """A team as it now stands, with all of its staff."""

    team_id: UUID
    school_id: UUID | None
    kind: str
    name: str
    starts_on: date
    ends_on: date | None
    members: list[Membership]
    version: int
