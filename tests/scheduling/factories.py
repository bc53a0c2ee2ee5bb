"""A small district in scheduling's copy of the directory, and plans for it."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import httpx

from shared import clock
from shared.ids import new_id
from shared.school_year import called
from shared.testing.calls import Service
from tests.one_day import ZONE
from tests.told_once import Copy

#: By the clock of the districts made here, as services reckon it: in their evening the machine's day is another.
TODAY = clock.day_in(ZONE, clock.now())
#: The name of the district's school year.
THIS_YEAR = called(TODAY - timedelta(days=60), TODAY + timedelta(days=250))
#: What the clock is unless a test has set it.
THE_CLOCK = clock.now
PEOPLE = ("author", "executive", "principal_oak", "coordinator_oak", "coordinator_elm", "mentor_oak")


class District:
    """Two elementary schools and a high school, each with people; names of schools are their keys."""

    #: The first that was told of, in each database of this process.
    _first: "ClassVar[dict[str, tuple[District, Copy]]]" = {}

    def __init__(self, scheduling: Service, id_: UUID) -> None:
        self.scheduling, self.id = scheduling, id_
        self.schools = {name: new_id() for name in ("oak", "elm", "high")}
        self.people = {name: new_id() for name in PEOPLE}

    async def seed(self) -> "District":
        """Tell scheduling of all of it; what that leads to is copied where it was told of before."""
        if tuple(self.people) != PEOPLE or clock.now is not THE_CLOCK:
            return await self.tell()
        database = self.scheduling.settings.database_url
        if database not in self._first:
            first = await District(self.scheduling, new_id()).tell()
            self._first[database] = first, await Copy.of(self.scheduling, first.id)
        first, copy = self._first[database]
        named = {
            **{first.schools[name]: id_ for name, id_ in self.schools.items()},
            **{first.people[name]: id_ for name, id_ in self.people.items()},
        }
        await copy.make({first.id: self.id, **named})
        return self

    async def tell(self) -> "District":
        """Tell scheduling of all of it, event by event."""
        await self.scheduling.receive(self.id, *self.directory(), self.year())
        return self

    def actor(self, name: str) -> dict[str, Any]:
        """One of the people as a reply says who acted."""
        return {"kind": "person", "id": str(self.people[name]), "name": f"A {name}"}

    def directory(self) -> list[tuple[str, dict[str, Any]]]:
        """The district, its schools and people as partners tells of them."""
        facts = {
            "oak": ("0101", "elementary", ["KG", "01"], ["title-1"], "1"),
            "elm": ("0102", "elementary", ["KG", "01"], [], "2"),
            "high": ("0301", "high", ["09", "10"], ["title-1"], None),
        }
        events: list[tuple[str, dict[str, Any]]] = [
            (
                "partners.district.recorded.v1",
                {"name": "D", "timezone": ZONE, "language": "en", "version": 1},
            )
        ]
        for name, (code, level, grades, tags, cohort) in facts.items():
            events.append(
                (
                    "partners.school.recorded.v1",
                    {
                        **{
                            "school_id": self.schools[name],
                            "name": name,
                            "local_code": code,
                            "level": level,
                            "grades": grades,
                        },
                        **{"tags": tags, "cohort": cohort, "opens_on": None, "closes_on": None, "version": 1},
                    },
                )
            )
        for name, id_ in self.people.items():
            events.append(
                (
                    "partners.staff.recorded.v1",
                    {
                        **{"staff_id": id_, "given_name": "A", "family_name": name, "email": None, "language": "en"},
                        **{"active": True, "version": 1},
                    },
                )
            )
        for person, role, school in (
            ("author", "district_coordinator", None),
            ("executive", "executive_leader", None),
            ("principal_oak", "principal", "oak"),
            ("coordinator_oak", "school_coordinator", "oak"),
            ("coordinator_elm", "school_coordinator", "elm"),
            ("mentor_oak", "mentor", "oak"),
        ):
            events.append(("partners.role.assigned.v1", self.role(person, role, school)))
        return events

    def year(self) -> tuple[str, dict[str, Any]]:
        """The school year as assessment lists it."""
        days = {"starts_on": TODAY - timedelta(days=60), "ends_on": TODAY + timedelta(days=250)}
        return "assessment.school_year.listed.v1", {"school_year_id": new_id(), "title": "this year", **days}

    def role(self, person: str, role: str, school: str | None) -> dict[str, Any]:
        """A role as partners tells it."""
        return {
            **{"assignment_id": new_id(), "staff_id": self.people[person], "role": role, "version": 1},
            **{
                "school_id": self.schools[school] if school else None,
                "starts_on": TODAY - timedelta(days=30),
                "ends_on": None,
            },
        }

    def as_person(self, name: str, *roles: tuple[str, str | None]) -> httpx.AsyncClient:
        """Call as one of the people, holding these roles."""
        held = [(role, self.schools[school] if school else None) for role, school in roles]
        return self.scheduling.person(self.id, self.people[name], *held)

    @property
    def author(self) -> httpx.AsyncClient:
        """The district coordinator, who writes plans."""
        return self.as_person("author", ("district_coordinator", None))

    @property
    def executive(self) -> httpx.AsyncClient:
        """The executive leader, who approves them."""
        return self.as_person("executive", ("executive_leader", None))

    @property
    def oak(self) -> httpx.AsyncClient:
        """The school coordinator of Oak."""
        return self.as_person("coordinator_oak", ("school_coordinator", "oak"))

    @property
    def elm(self) -> httpx.AsyncClient:
        """The school coordinator of Elm."""
        return self.as_person("coordinator_elm", ("school_coordinator", "elm"))

    async def published(self, *activities: dict[str, Any]) -> dict[str, Any]:
        """A plan of these activities, brought all the way to the schools."""
        plan = (await self.author.post("/v1/plans", json=plan_of(*activities))).json()
        assert (await self.author.post(f"/v1/plans/{plan['id']}/submit")).status_code == 200
        reply = await self.approve(f"/v1/plans/{plan['id']}", plan["content_hash"])
        assert reply.status_code == 200, reply.text
        reply = await self.author.post(f"/v1/plans/{plan['id']}/publish")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    async def approve(self, url: str, content_hash: str) -> httpx.Response:
        """Approve a plan or revision as the executive leader who has read the preview."""
        seen = (await self.executive.get(f"{url}/preview")).json()["warnings_hash"]
        body = {"content_hash": content_hash, "seen_warnings": seen}
        return await self.executive.post(f"{url}/approve", json=body)

    async def task(self, plan: dict[str, Any], school: str, code: str = "A1") -> dict[str, Any]:
        """The task of an activity at a school."""
        query = {"plan_id": plan["id"], "school_id": str(self.schools[school])}
        found = (await self.author.get("/v1/tasks", params=query)).json()["items"]
        return next(task for task in found if task["activity_code"] == code)


def activity(code: str = "A1", **changes: Any) -> dict[str, Any]:
    """An activity for every school, due in twenty days, that somebody says is done."""
    return {
        "code": code,
        "title": f"Activity {code}",
        "instructions": "Do it.",
        "owner_role": "school_coordinator",
        "targets": {"kind": "all"},
        "due": {"kind": "date", "on": (TODAY + timedelta(days=20)).isoformat()},
        "done_when": {"kind": "manual"},
        **changes,
    }


def plan_of(*activities: dict[str, Any]) -> dict[str, Any]:
    """A plan with one goal and one strategy."""
    return {
        "title": "MTSS implementation",
        "school_year": "2026-2027",
        "summary": "",
        "goals": [
            {
                **{"code": "G1", "title": "Fidelity", "measure": "Tier 1 self-check", "unit": "percent"},
                **{"baseline": 46, "target": 80, "target_on": (TODAY + timedelta(days=200)).isoformat()},
                "strategies": [
                    {"code": "S1", "title": "Teams", "description": "", "activities": list(activities) or [activity()]}
                ],
            }
        ],
    }


def scored(school_id: UUID, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A scored administration, as assessment tells it."""
    data = {
        **{
            "administration_id": new_id(),
            "school_id": school_id,
            "instrument_code": "tier1",
            "instrument_version": "1.0",
        },
        **{"version": 3, "subject_kind": "school", "subject_id": school_id, "school_year": "2026-27", "sequence": 1},
        **{"window": "winter", "points": 24, "possible": 34, "met_threshold": True, "subscales": []},
        **{"item_count": 17, "applicable_count": 17, "held_on": TODAY, "scored_on": TODAY},
    }
    return "assessment.administration.scored.v2", {**data, **changes}
