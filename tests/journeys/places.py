"""The district of the long year: its schools, its people, its days off."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling import factories

ZONE = ZoneInfo("America/Detroit")


DAY = timedelta(days=1)


FIRST, LAST = date(2026, 8, 31), date(2027, 6, 18)


#: Closed from the beginning; the clocks change on 1 November and on 14 March.
HOLIDAYS = {
    *(date(2026, 9, 7), date(2026, 11, 3), date(2026, 11, 11), date(2026, 11, 26), date(2026, 11, 27)),
    *(date(2026, 12, 21) + n * DAY for n in range(12)),
    *(date(2027, 1, 18), date(2027, 2, 15), date(2027, 4, 2), date(2027, 5, 31)),
    *(date(2027, 4, 5) + n * DAY for n in range(5)),
}


SCHOOLS = ("oak", "elm", "ash", "fir", "high", "pine")


class Place(factories.District):
    """Six schools, one of which opens in February; the high school has no coordinator."""

    def __init__(self, scheduling: Service, notifications: Service, id_: UUID) -> None:
        super().__init__(scheduling, id_)
        self.notifications = notifications
        self.schools = {name: new_id() for name in SCHOOLS}
        at_schools = [f"coordinator_{name}" for name in SCHOOLS if name != "high"] + [f"principal_{n}" for n in SCHOOLS]
        self.people = {name: new_id() for name in ("author", "executive", "successor_oak", *at_schools)}
        self.held: dict[tuple[str, str], UUID] = defaultdict(new_id)
        self.version = 1

    async def hear(self, *events: tuple[str, dict[str, Any]]) -> None:
        """What partners says reaches both services."""
        self.version += 1
        for service in (self.scheduling, self.notifications):
            await service.receive(self.id, *((type_, {**data, "version": self.version}) for type_, data in events))

    async def seed(self) -> "Place":
        """Tell both services of all of it."""
        await self.hear(
            ("partners.district.recorded.v1", {"name": "D", "timezone": ZONE.key, "language": "en"}),
            *(self.school(name) for name in SCHOOLS if name != "pine"),
            *(
                ("partners.staff.recorded.v1", {**dict.fromkeys(("given_name", "family_name"), name), **blank})
                for name, id_ in self.people.items()
                for blank in [{"staff_id": id_, "email": f"{name}@place.example", "language": "en", "active": True}]
            ),
            self.held_from("author", "district_coordinator", FIRST),
            self.held_from("executive", "executive_leader", FIRST),
            *(event for name in SCHOOLS if name != "pine" for event in self.leads(name, FIRST)),
        )
        year = {"school_year_id": new_id(), "title": "2026-2027", "starts_on": FIRST, "ends_on": LAST}
        await self.scheduling.receive(self.id, ("assessment.school_year.listed.v1", year))
        await self.close("holiday", *HOLIDAYS)
        return self

    def school(self, name: str, opens: date | None = None, closes: date | None = None) -> tuple[str, dict[str, Any]]:
        """A school as partners tells of it."""
        facts = {"level": "elementary", "grades": ["KG"], "tags": [], "cohort": None}
        words = {"school_id": self.schools[name], "name": name, "local_code": name}
        return "partners.school.recorded.v1", {**words, **facts, "opens_on": opens, "closes_on": closes}

    def leads(self, school: str, starts: date, ends: date | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """The roles of a school's coordinator and principal."""
        for person, role in ((f"coordinator_{school}", "school_coordinator"), (f"principal_{school}", "principal")):
            if person in self.people:
                yield self.held_from(person, role, starts, ends, school)

    def held_from(
        self, person: str, role: str, starts: date, ends: date | None = None, school: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        """A role and its days, begun or ended."""
        ids = {"assignment_id": self.held[person, role], "staff_id": self.people[person]}
        where = {"school_id": self.schools[school] if school else None, "role": role}
        type_ = f"partners.role.{'ended' if ends else 'assigned'}.v1"
        return type_, {**ids, **where, "starts_on": starts, "ends_on": ends}

    async def close(self, day_type: str, *days: date, school: str | None = None) -> list[str]:
        """List days without school; returns the entries' ids."""
        whose = {"school_id": str(self.schools[school])} if school else {}
        items = [{"day": day.isoformat(), "day_type": day_type, **whose} for day in days]
        reply = await self.author.post("/v1/calendar/days", json={"items": items})
        assert (reply.status_code, reply.json()["refused"]) == (200, 0), reply.text
        return [row["id"] for row in reply.json()["rows"]]
