"""A list shows exactly the rows that can be read one by one, whoever asks: roles, places and people put together by chance."""

import random
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from shared.auth import profiles
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.effort import SEED, times
from tests.isolation import seeds

CALLERS = 30
#: Every list of rows that policy narrows, and that are read one by one too.
LISTS = {
    "scheduling": ["plans", "tasks", "barriers", "delegations", "handovers"],
    "assessment": ["students", "caseload-assignments", "administrations"],
    "notifications": ["announcements"],
}


async def ids(caller: httpx.AsyncClient, thing: str) -> set[str]:
    """The ids a list shows, none if the caller may not ask."""
    reply = await caller.get(f"/v1/{thing}?limit=500")
    assert reply.status_code in (200, 403), reply.text
    return {row["id"] for row in reply.json()["items"]} if reply.status_code == 200 else set()


def some(dice: random.Random, found: set[str]) -> list[str]:
    """A few of them: each caller reads others."""
    return dice.sample(sorted(found), min(len(found), 6))


async def prepare(service: Service, district_id: UUID, dice: random.Random) -> tuple[list[UUID], list[UUID]]:
    """A seeded district; returns its schools and some of its people."""
    things = await seeds.seeded(service, district_id)
    schools, people = [UUID(things[name]) for name in ("school_id",) if name in things], [new_id()]
    if service.name == "scheduling":
        tasks = (await service.machine(district_id).get("/v1/tasks?limit=500")).json()["items"]
        schools = sorted({UUID(task["school"]["id"]) for task in tasks})
        people += sorted({UUID(task["owner"]["id"]) for task in tasks if task["owner"]})
    if service.name == "assessment":
        schools += [bundles.school(district_id, name) for name in bundles.SCHOOLS]
        people += [UUID(bundles.person(district_id, "t1")), new_id()]
        for staff_id in people:
            said = {"staff_id": staff_id, "given_name": "A", "family_name": "B", "email": None, "language": "en"}
            await service.receive(district_id, ("partners.staff.recorded.v1", {**said, "active": True, "version": 1}))
            for student in dice.sample(sorted(await ids(service.machine(district_id), "students")), 4):
                wish = {"student_id": student, "staff_id": str(staff_id), "starts_on": "2026-09-01"}
                wish |= {"relation": dice.choice(["mentee", "referral", "caseload"])}
                wish |= dice.choice([{}, {"ends_on": "2026-09-02"}, {"starts_on": "2190-01-01"}])
                assert (
                    await service.machine(district_id).post("/v1/caseload-assignments", json=wish)
                ).status_code == 201
    return schools, people


@pytest.mark.parametrize("service", LISTS)
async def test_a_list_shows_what_can_be_read_one_by_one(service_of: Callable[[str], Service], service: str) -> None:
    under_test, district_id, dice = service_of(service), new_id(), random.Random(f"{service} {SEED}")
    schools, people = await prepare(under_test, district_id, dice)
    every = {thing: await ids(under_test.machine(district_id), thing) for thing in LISTS[service]}
    sizes: dict[str, set[int]] = {thing: set() for thing in every}
    for number in range(times(CALLERS)):
        held: list[tuple[str, UUID | None]] = [
            (str(dice.choice(profiles.CODES)), dice.choice([None, *schools, *schools]))
            for _ in range(dice.randint(0, 2))
        ]
        # Who sees all and who sees nothing are among them whatever the dice say.
        if number < 2:
            held = [(str(role), None) for role in profiles.CODES if number == 0]
        caller = under_test.person(district_id, dice.choice(people) if number > 1 else new_id(), *held)
        if number > 1 and dice.random() < 0.15:
            caller = under_test.machine_at(district_id, *dice.sample(schools or [new_id()], 1))
        for thing, known in every.items():
            shown = await ids(caller, thing)
            tried = {*some(dice, shown & known), *some(dice, known - shown)}
            read = {id_ for id_ in tried if (await caller.get(f"/v1/{thing}/{id_}")).status_code == 200}
            assert shown <= known, (thing, held)
            assert shown & tried == read, (thing, held)
            sizes[thing].add(len(shown))
    # The dice must have met people who see all, nothing and, but where all or nothing is the rule, something between.
    assert sizes.items()
    assert all({0, len(every[thing])} <= found for thing, found in sizes.items()), sizes
    if service != "notifications":
        assert any(len(found) > 2 for found in sizes.values()), sizes
