"""A list shows exactly the rows that can be read one by one, whoever asks: roles, places and people put together by chance.

And what is done to a row, or asked of what hangs on it, finds it for whom the list shows it and for nobody else.
"""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.auth import profiles
from shared.context.context import Context
from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.assessment import bundles
from tests.effort import SEED, times
from tests.isolation import seeds
from tests.isolation.lists_and_rows import Thing, contradictions, ids_of, things_of
from tests.partners.factories import signed_consent

CALLERS = 16
#: Lists of which some people must be seen to see a part; of others the seeds have too little for that.
NARROWED = {
    "partners": {"/v1/consents", "/v1/emergency-access"},
    "scheduling": {"/v1/plans", "/v1/tasks"},
    "assessment": {"/v1/students", "/v1/caseload-assignments"},
    "notifications": set[str](),
}
#: How many lists a service has, at least, whose rows have paths of their own.
LISTS = {"partners": 13, "scheduling": 11, "assessment": 6, "notifications": 7}


class World:
    """A seeded district: what its paths name, its schools and some of its people."""

    def __init__(self, service: Service, dice: random.Random) -> None:
        self.service, self.dice, self.district_id = service, dice, new_id()
        self.things = things_of(service.app)
        self.named: dict[str, str] = {}
        self.schools: list[UUID] = []
        self.people: list[UUID] = []

    async def prepare(self) -> None:
        """Seed it."""
        self.named = await seeds.seeded(self.service, self.district_id)
        self.schools = ids_of(self.named, "school_id")
        self.people = [new_id(), *ids_of(self.named, "staff_id")]
        await getattr(self, f"_{self.service.name}", self._nothing_more)()

    async def _nothing_more(self) -> None: ...

    async def _scheduling(self) -> None:
        tasks = (await self._machine().get("/v1/tasks?limit=500")).json()["items"]
        self.schools = sorted({UUID(task["school"]["id"]) for task in tasks})
        self.people += sorted({UUID(task["owner"]["id"]) for task in tasks if task["owner"]})

    async def _partners(self) -> None:
        elsewhere = await self._made("/v1/schools", {"name": "Elm", "local_code": "2"})
        self.schools.append(UUID(elsewhere))
        for school_id in (elsewhere, None):
            await self._made("/v1/consents", signed_consent(self.named["party_id"], school_id=school_id))
        another = await self._made("/v1/staff", {"given_name": "C", "family_name": "D"})
        role = {"staff_id": another, "role": "teacher", "school_id": elsewhere, "starts_on": "2026-01-05"}
        await self._made("/v1/role-assignments", role)
        self.people.append(UUID(another))
        opener = self.service.person(self.district_id, UUID(another), ("teacher", UUID(elsewhere)))
        threat = {"reason": "Somebody wrote of harming others.", "disclosed_to": "The sheriff", "school_id": elsewhere}
        assert (await opener.post("/v1/emergency-access", json=threat)).status_code == 201

    async def _assessment(self) -> None:
        self.schools += [bundles.school(self.district_id, name) for name in bundles.SCHOOLS]
        self.people += [UUID(bundles.person(self.district_id, "t1")), new_id()]
        students = sorted(row["id"] for row in (await self._machine().get("/v1/students?limit=500")).json()["items"])
        for staff_id in self.people:
            await self.service.receive(self.district_id, *bundles.at_work(staff_id))
            for student in self.dice.sample(students, 4):
                wish = {"student_id": student, "staff_id": str(staff_id), "starts_on": "2026-09-01"}
                wish |= {"relation": self.dice.choice(["mentee", "referral", "caseload"])}
                wish |= self.dice.choice([{}, {"ends_on": "2026-09-02"}, {"starts_on": "2190-01-01"}])
                await self._made("/v1/caseload-assignments", wish)

    def _machine(self) -> httpx.AsyncClient:
        return self.service.machine(self.district_id)

    async def _made(self, path: str, body: dict[str, Any]) -> str:
        reply = await self._machine().post(path, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    def callers(self, many: int) -> dict[str, httpx.AsyncClient]:
        """Who sees all, who sees nothing, and others as the dice say, by who they are."""
        everything = [(str(role), None) for role in profiles.CODES]
        found = {
            "all roles": self.service.person(self.district_id, new_id(), *everything),
            "no role": self.service.person(self.district_id, new_id()),
            "machine": self._machine(),
        }
        for number in range(many):
            held: list[tuple[str, UUID | None]] = [
                (str(self.dice.choice(profiles.CODES)), self.dice.choice([None, *self.schools, *self.schools]))
                for _ in range(self.dice.randint(0, 2))
            ]
            who = self.dice.choice(self.people)
            found[f"{number}: {who} {held}"] = self.service.person(self.district_id, who, *held)
            if self.dice.random() < 0.15:
                place = self.dice.choice([*self.schools, new_id()])
                found[f"{number}: a system at {place}"] = self.service.machine_at(self.district_id, place)
        return found


@pytest.mark.parametrize("service", SERVICES)
async def test_a_list_and_its_rows_are_the_same_to_everybody(
    service_of: Callable[[str], Service], service: str
) -> None:
    world = World(service_of(service), random.Random(f"{service} {SEED}"))
    await world.prepare()
    callers = world.callers(times(CALLERS))
    assert len(world.things) >= LISTS[service]
    sizes: dict[str, set[int]] = {}
    for thing in world.things:
        shown = {who: await thing.shown_to(caller) for who, caller in callers.items()}
        known = set().union(*shown.values())
        assert known, f"the seeds have nothing at {thing.path}"
        for who, caller in callers.items():
            found = await contradictions(caller, thing, shown[who], known, world.named, world.dice)
            assert found == [], who
        sizes[thing.path] = {len(one) for one in shown.values()}
        assert {0} < sizes[thing.path], f"nobody sees something, or nothing, at {thing.path}"
    partly = {path for path, found in sizes.items() if any(0 < size < max(found) for size in found)}
    assert partly >= NARROWED[service], "the dice must have met people who see a part"


@pytest.mark.parametrize("way", ["item", "row"])
async def test_the_gate_sees_a_row_that_is_found_past_its_list(
    scheduling: Service, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    world = World(scheduling, random.Random(SEED))
    await world.prepare()
    (tasks,) = (thing for thing in world.things if thing.path == "/v1/tasks")
    stranger = scheduling.person(world.district_id, new_id(), ("principal", new_id()))
    known = await tasks.shown_to(scheduling.machine(world.district_id))

    async def found_for() -> list[str]:
        below = tuple(call for call in tasks.below if way == "row" and call[1].name == "list_task_history")
        thing = Thing(tasks.path, tasks.parameter, way == "item", below)
        return await contradictions(stranger, thing, set(), known, world.named, world.dice)

    assert await found_for() == []
    careful = getattr(Context, way)

    async def careless(self: Context, *asked: Any, **more: Any) -> Any:
        *most, scope = asked
        return await careful(self, *most, {name: scope[name] for name in ("reader", "notes") if name in scope}, **more)

    monkeypatch.setattr(Context, way, careless)
    assert await found_for() != []
