"""The ledger is what left: no more, no less, and nothing personal on the bus."""

import random
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from services.assessment.privacy.disclosures import publishing
from shared.audit import chain
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.privacy.disclosures.factories import World, students_in

LISTS = {
    "roster": "/v1/students",
    "contacts": "/v1/guardians",
    "enrollment": "/v1/enrollments",
    "directory_information": "/v1/directory-information",
}


@pytest.fixture
async def world(assessment: Service, district_id: UUID) -> World:
    """A district with a roster, a notice, a refusal."""
    world = await World(assessment, district_id).seed()
    await world.notice("name")
    await world.opt_out(3)
    return world


async def left(caller: httpx.AsyncClient, kind: str, query: dict[str, Any]) -> set[str] | None:
    """The students whose records left in one call; None when it was refused."""
    reply = await caller.get(LISTS[kind], params=query)
    if reply.status_code != 200:
        assert_refused(reply, 403, "no_legal_basis")
        return None
    return {student for item in reply.json()["items"] for student in students_in(kind, item)}


BASES = ("consent", "directory_information", "studies", "legal_order")


@pytest.mark.parametrize("seed", range(3))
async def test_random_calls_leave_exactly_their_lines(world: World, seed: int) -> None:
    dice = random.Random(seed)
    # Each basis is down for all kinds but one, and each kind is refused to one basis.
    missing = dict(zip(BASES, dice.sample([*LISTS], 4), strict=True))
    callers = {basis: await world.party(basis, records=[*LISTS.keys() - {missing[basis]}]) for basis in BASES}
    # On each day a consent may stand, to each kind, of somebody.
    days = [timedelta(days=begins) for begins in (-1, 0, 1)]
    for number, (kind, begins) in enumerate((kind, begins) for kind in LISTS for begins in days):
        if begins == days[1] or dice.random() < 0.5:
            starts = world.today + begins
            span = {"starts_on": starts, "expires_on": starts + timedelta(days=1)}
            await world.consent(number, records=[kind, dice.choice([*LISTS])], **span)
    # Of each a plain call as well: a first page of one may be a teacher's, and whoever syncs waits for others' transactions.
    calls: list[tuple[str, str, dict[str, Any]]] = [(basis, kind, {"limit": 50}) for basis in BASES for kind in LISTS]
    for pair in dice.choices([*product(BASES, LISTS)], k=24):
        since = {"updated_since": "2020-01-01T00:00:00Z"} if dice.random() < 0.5 else {}
        calls.append((*pair, {"limit": dice.choice([1, 5, 50]), **since}))
    dice.shuffle(calls)
    expected: list[tuple[str, str, frozenset[str]]] = []
    refused = 0
    for basis, kind, query in calls:
        students = await left(callers[basis], kind, query)
        refused += students is None
        if students:
            expected.append((basis, kind, frozenset(students)))
    lines = await world.ledger()
    told = [line for line in lines if line["outcome"] == "disclosed"]
    assert [(line["basis"], line["records"], frozenset(line["student_ids"])) for line in told] == expected
    assert len(lines) - len(told) == refused
    reached = {(basis, kind) for basis, kind, _ in expected}
    # Directory information opens nothing but itself.
    shut = {("directory_information", kind) for kind in LISTS if kind != "directory_information"}
    assert reached == {*product(BASES, LISTS)} - shut - set(missing.items())
    assert refused >= len(shut | set(missing.items()))


async def test_nothing_personal_is_on_the_bus(world: World) -> None:
    answered = []
    for basis in ("consent", "directory_information", "studies"):
        caller = await world.party(basis)
        answered += [(await caller.get(path)).status_code for path in LISTS.values()]
    assert (len(answered), answered.count(200)) == (12, 9), "directory information opens itself alone"
    assert {line["outcome"] for line in await world.ledger()} == {"disclosed", "refused"}
    told = orjson.dumps([event["data"] for event in await world.assessment.published(world.district_id)])
    for word in (b"Child", b"Gina", b"Gus", b"example.org", b"2275550100", b"2018-02-03"):
        assert word not in told


async def tell(world: World) -> list[dict[str, Any]]:
    """Seal the audit, tell of readings, and say what was told since."""
    before = len(await world.assessment.published(world.district_id, "assessment.records.read.v1"))
    await chain.seal(world.assessment.app.state.db)
    await publishing.emit_readings(world.assessment.app.state.db, world.assessment.settings)
    told = await world.assessment.published(world.district_id, "assessment.records.read.v1")
    return [event["data"] for event in told[before:]]


async def test_what_officials_read_is_told_by_day_person_and_student_once(world: World) -> None:
    person = new_id()
    principal = world.assessment.person(
        world.district_id, person, ("principal", bundles.school(world.district_id, "s1"))
    )
    for _ in range(3):
        await principal.get("/v1/students")
        await principal.get(f"/v1/students/{world.student(0)}")
    vendor = await world.party("school_official")
    await vendor.get("/v1/guardians", params={"limit": "500"})
    study = await world.party("studies")
    await study.get("/v1/students")
    await world.assessment.machine(world.district_id).get("/v1/students")
    told = {(line["reader_id"], line["records"]): line for line in await tell(world)}
    assert set(told) == {(str(person), "roster"), (str(UUID(int=77)), "contacts")}
    mine = told[str(person), "roster"]
    assert set(mine["student_ids"]) == {world.student(number) for number in (0, 3, 6, 9)}
    assert (mine["day"], mine["reader_kind"], mine["party_id"]) == (str(world.today), "person", None)
    theirs = told[str(UUID(int=77)), "contacts"]
    assert (len(theirs["student_ids"]), theirs["party_id"]) == (12, str(world.parties["school_official"]))
    assert await tell(world) == []
    await principal.get("/v1/students")
    assert len(await tell(world)) == 1


async def test_a_reading_that_calls_itself_a_trial_is_told_as_any_other(world: World) -> None:
    person = new_id()
    here = bundles.school(world.district_id, "s1")
    principal = world.assessment.person(world.district_id, person, ("principal", here))
    assert (await principal.get(f"/v1/students/{world.student(0)}?validate_only=true")).status_code == 200
    (told,) = await tell(world)
    assert (told["reader_id"], told["student_ids"]) == (str(person), [world.student(0)])
    refusal = f"/v1/students/{world.student(3)}/directory-opt-out?validate_only=1"
    assert (await world.assessment.machine(world.district_id).delete(refusal)).status_code == 204
    rows = await world.assessment.sql(
        "select outcome from audit_entries where district_id = $1 and action = 'withdraw_directory_opt_out'",
        world.district_id,
    )
    assert [row["outcome"] for row in rows] == ["done"]
