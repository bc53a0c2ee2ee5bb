"""Teams as partners tells of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from tests.scheduling.factories import TODAY, District

LONG_AGO = (TODAY - timedelta(days=30)).isoformat()


def member(staff_id: UUID, *roles: str, **changes: Any) -> dict[str, Any]:
    """Somebody on a team for a month, with these parts."""
    days = {"starts_on": LONG_AGO, "ends_on": None, "away_from": None, "away_until": None}
    return {
        "member_id": new_id(),
        "staff_id": staff_id,
        "meeting_roles": list(roles),
        "stands_in_for": [],
        **days,
        **changes,
    }


def team(school_id: UUID | None, *members: dict[str, Any], **changes: Any) -> tuple[str, dict[str, Any]]:
    """An attendance team as partners tells it."""
    facts = {"team_id": new_id(), "school_id": school_id, "kind": "attendance", "name": "Attendance team", "version": 1}
    days = {"starts_on": LONG_AGO, "ends_on": None}
    return "partners.team.recorded.v1", {**facts, **days, "members": list(members), **changes}


class Teams:
    """A district in which Oak has an attendance team: its coordinator leads, its principal stands in, a mentor is on it."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.id = new_id()
        self.version = 0

    def people(self) -> list[dict[str, Any]]:
        """Its members."""
        of = self.district.people
        return [
            member(of["coordinator_oak"], "leader"),
            member(of["principal_oak"], "minute_taker", stands_in_for=["leader"]),
            member(of["mentor_oak"]),
        ]

    async def told(self, *members: dict[str, Any], **changes: Any) -> None:
        """Partners tells of the team, as it is or otherwise."""
        self.version += 1
        facts = {"team_id": self.id, "version": self.version, **changes}
        event = team(self.district.schools["oak"], *(members or self.people()), **facts)
        await self.district.scheduling.receive(self.district.id, event)
