"""The district of two school years: four services that hear each other, people with their roles, and a clock they share."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from services.notifications.occasions.daily_runs import timer as morning
from services.notifications.occasions.digests import repository as digests_repository
from services.scheduling.year.daily_runs import repository as days_repository
from services.scheduling.year.daily_runs import timer as school_day
from shared import clock
from shared.bus.relay import envelope
from shared.events.event import Envelope
from shared.testing.calls import Service, token
from tests.assessment import bundles
from tests.assessment.bundles import pack, run, school
from tests.assessment.measures.instruments.factories import published_instrument
from tests.journeys.minding import mind_only
from tests.journeys.posting import Postbox
from tests.partners.factories import set_up

ZONE = ZoneInfo("America/Detroit")
DAY = timedelta(days=1)
#: The first and the last day of each school year.
FIRST, LAST = date(2026, 8, 24), date(2027, 6, 11)
SECOND, END = date(2027, 8, 23), date(2028, 6, 9)
SCHOOLS = ("s1", "s2", "s3")
HOLIDAYS = {
    *(date(2026, 9, 7), date(2026, 11, 26), date(2026, 11, 27), date(2027, 1, 18), date(2027, 5, 31)),
    *(date(2026, 12, 21) + n * DAY for n in range(12)),
    *(date(2027, 9, 6), date(2027, 11, 25), date(2027, 11, 26), date(2028, 1, 17), date(2028, 5, 29)),
    *(date(2027, 12, 20) + n * DAY for n in range(12)),
}
#: Who there is from the first day on, in which role and where; names that end alike are of one school.
PEOPLE: dict[str, tuple[str, str | None]] = {
    "author": ("district_coordinator", None),
    "executive": ("executive_leader", None),
    "manager": ("data_manager", None),
    **{f"principal_{at}": ("principal", at) for at in SCHOOLS},
    **{f"coordinator_{at}": ("school_coordinator", at) for at in SCHOOLS},
    **{f"teacher_{letter}_s1": ("teacher", "s1") for letter in "abc"},
    **{f"teacher_{letter}_s2": ("teacher", "s2") for letter in "ab"},
    "teacher_a_s3": ("teacher", "s3"),
    **{f"counselor_{letter}_s1": ("counselor", "s1") for letter in "ab"},
}
OUTBOX = """select seq, district_id, id, type, subject, data::text, actor, correlation_id, causation_id, traceparent,
occurred_at from outbox where district_id = $1 and seq > $2 order by seq"""


class World:
    """The district. Whatever a service says, every other hears before the clock moves on."""

    def __init__(self, services: Mapping[str, Service], id_: UUID, patch: pytest.MonkeyPatch, seed: int) -> None:
        self.services, self.id, self.patch, self.chance = services, id_, patch, random.Random(seed)
        self.notifications = services["notifications"]
        self.people: dict[str, UUID] = {}
        self.held: dict[str, list[tuple[str, str | None]]] = {}
        self.assignments: dict[tuple[str, str], str] = {}
        self.instruments: dict[str, str] = {}
        self.seen = dict.fromkeys(services, 0)
        self.today = FIRST
        self.postbox = Postbox(self, patch)
        for repository in (days_repository, digests_repository):
            mind_only(patch, repository, id_)
        for service in services.values():
            # Tokens are issued by the clock of these years, of which the verifier knows nothing.
            patch.setattr(service.app.state.verifier._claims, "leeway", (END - FIRST).total_seconds())

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Set the clock by the district's zone."""
        self.today, moment = day, datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)
        self.patch.setattr(clock, "now", lambda: moment)

    def machine(self, service: str) -> httpx.AsyncClient:
        """The operator's client for setting up."""
        return self.services[service].machine(self.id)

    def as_(self, name: str, service: str = "scheduling") -> httpx.AsyncClient:
        """One of the people, with the roles they hold."""
        roles = [(role, school(self.id, at) if at else None) for role, at in self.held[name]]
        issued = int(clock.now().timestamp()) + 1
        there, person = self.services[service], self.people[name]
        # Of an id that says no moment: the moment is `iat`, of these years.
        moment: dict[str, Any] = {"iat": issued, "jti": str(uuid4())}
        return there.caller(token(self.id, there.scopes, person_id=person, roles=roles, lifetime=END - FIRST, **moment))

    def school(self, at: str) -> str:
        """A school's id."""
        return str(school(self.id, at))

    async def seed(self) -> "World":
        """Schools and students come by roster, people by hand; the calendar closes its holidays."""
        await set_up(self.services["partners"], self.id)
        await self.hear()
        await self.roster()
        await self.hear()
        for name, (role, at) in PEOPLE.items():
            await self.hire(name, role, at)
        await self.hear()
        await self.close("holiday", *sorted(day for day in HOLIDAYS if day < LAST))
        assessment = self.services["assessment"]
        for code in ("check", "walk"):
            self.instruments[code] = await published_instrument(
                assessment, self.id, code=code, repeatable=code == "walk"
            )
        await self.hear()
        return self

    async def roster(self, *years: tuple[str, date, date]) -> None:
        """A roster of the schools, their students and the school years, and none of the staff."""
        found = bundles.files()
        of_staff = {"t1", "p1"}
        found["users"] = [row for row in found["users"] if row["sourcedId"] not in of_staff]
        found["roles"] = [row for row in found["roles"] if row["userSourcedId"] not in of_staff]
        found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] not in of_staff]
        for title, first, last in years:
            found["academicSessions"].append(
                {
                    **{"sourcedId": title, "title": title, "type": "schoolYear", "parentSourcedId": ""},
                    **{"startDate": f"{first}", "endDate": f"{last}", "schoolYear": f"{last.year}"},
                }
            )
        job = await run(self.services["assessment"], self.id, pack(found))
        assert job["state"] == "finished", job

    async def hire(self, name: str, role: str, at: str | None, starts: date | None = None) -> None:
        """Somebody new in the directory, with a role."""
        facts = {"given_name": "A", "family_name": name, "email": f"{name}@d.example.org"}
        made = await ok(self.machine("partners").post("/v1/staff", json=facts))
        self.people[name] = UUID(made["id"])
        await self.give(name, role, at, starts)

    async def give(self, name: str, role: str, at: str | None, starts: date | None = None) -> None:
        """A role, by the operator."""
        wish = {"staff_id": str(self.people[name]), "role": role, "starts_on": f"{starts or self.today}"}
        wish |= {"school_id": self.school(at)} if at else {}
        made = await ok(self.machine("partners").post("/v1/role-assignments", json=wish))
        self.held.setdefault(name, []).append((role, at))
        self.assignments[name, role] = made["id"]

    async def leave(self, name: str) -> None:
        """Somebody is gone from today on."""
        path = f"/v1/staff/{self.people[name]}"
        version = (await self.machine("partners").get(path)).headers["ETag"]
        await ok(self.machine("partners").patch(path, json={"active": False}, headers={"If-Match": version}))
        del self.held[name]

    async def close(self, day_type: str, *days: date) -> dict[str, Any]:
        """Days without school, for the whole district."""
        items = [{"day": day.isoformat(), "day_type": day_type} for day in days]
        return await ok(self.as_("author").post("/v1/calendar/days", json={"items": items}))

    async def hear(self) -> None:
        """Carry what each service said to all that listen, itself too, until nobody says anything more."""
        while said := await self._said():
            for name, service in self.services.items():
                handlers = import_module(f"services.{name}.consumers").consumers.handlers
                if heard := [one for one in said if one.type in handlers]:
                    await service.redeliver(*heard)
                    if self.chance.random() < 0.1:
                        await service.redeliver(*heard)

    async def _said(self) -> list[Envelope]:
        said = []
        for name, service in self.services.items():
            rows = await service.sql(OUTBOX, self.id, self.seen[name])
            self.seen[name] = rows[-1]["seq"] if rows else self.seen[name]
            said += [Envelope.model_validate_json(envelope(row, name)) for row in rows]
        return said

    async def begin(self, day: date) -> None:
        """The day begins: in scheduling at half past six, in the others as they hear of it; the day's e-mail goes at seven."""
        self.at(day, 6, 30)
        scheduling = self.services["scheduling"]
        await school_day.begin_days(scheduling.app.state.db, scheduling.settings)
        await self.hear()
        self.at(day, 6, 40)
        await morning.begin_days(self.notifications.app.state.db, self.notifications.settings)
        await self.hear()
        self.at(day, 7, 1)
        await self.postbox.empty()

    async def afternoon(self, day: date) -> None:
        """What the day brought is carried, and what is urgent of it has left."""
        self.at(day, 15, 30)
        await self.hear()
        await self.postbox.empty()


async def ok(call: Any) -> dict[str, Any]:
    """The reply's body, of a call that worked."""
    reply = await call
    assert reply.is_success, reply.text
    return dict(reply.json()) if reply.content else {}


async def items(caller: httpx.AsyncClient, path: str, **query: str) -> list[dict[str, Any]]:
    """A list's rows."""
    reply = await caller.get(path, params={"limit": "500", **query})
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])
