"""Every move from every state that a day or a moment says: refusals, the public notice, caseload assignments."""

from datetime import timedelta
from itertools import count
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.privacy.disclosures.factories import World
from tests.assessment.support.caseloads.factories import PATH
from tests.one_day import ZONE
from tests.states.assessment import CASELOADS, NOTICES, OPT_OUTS
from tests.states.matrix import walk

DAY = timedelta(days=1)


@pytest.fixture
async def world(assessment: Service, district_id: UUID) -> World:
    """A district with a roster."""
    return await World(assessment, district_id).seed()


async def test_a_refusal_is_said_and_taken_back_in_every_state(world: World) -> None:
    machine, students = world.assessment.machine(world.district_id), count()

    async def move(number: int, verb: str) -> httpx.Response:
        if verb == "refuse":
            return await world.opt_out(number)
        return await machine.delete(f"/v1/students/{world.student(number)}/directory-opt-out")

    async def bring(state: str) -> int:
        number = next(students)
        for verb in {"unsaid": [], "refused": ["refuse"], "withdrawn": ["refuse", "withdraw"]}[state]:
            assert (await move(number, verb)).is_success
        return number

    async def read(number: int) -> str:
        said = (await machine.get(f"/v1/students/{world.student(number)}/directory-opt-out")).json()
        return "refused" if said["opted_out"] else "withdrawn" if said["withdrawn_at"] else "unsaid"

    for state in OPT_OUTS:
        await walk(OPT_OUTS, state, bring, move, read)


@pytest.mark.parametrize("state", NOTICES)
async def test_a_notice_opens_directory_information_when_families_had_their_time(
    assessment: Service, state: str
) -> None:
    async def bring(state: str) -> World:
        world = World(assessment, new_id())
        facts = {"name": "D", "timezone": ZONE, "language": "en", "version": 1}
        await assessment.receive(world.district_id, ("partners.district.recorded.v1", facts))
        if state != "none":
            assert (await move(world, {"refusable": "announce", "in_force": "stand"}[state])).is_success
        return world

    async def move(world: World, verb: str) -> httpx.Response:
        if verb == "tell":
            return await assessment.machine(world.district_id).get("/v1/directory-information")
        last = world.today if verb == "announce" else world.today - DAY
        return await world.notice("name", refuse_until=last.isoformat(), notice_on=(last - DAY).isoformat())

    async def read(world: World) -> str:
        said = (await assessment.machine(world.district_id).get("/v1/directory-information-policy")).json()
        if not said["version"]:
            return "none"
        return "refusable" if said["refuse_until"] >= world.today.isoformat() else "in_force"

    await walk(NOTICES, state, bring, move, read)


async def test_an_assignment_makes_the_moves_of_its_days_and_no_other(world: World) -> None:
    machine, students, mentor_id = world.assessment.machine(world.district_id), count(), new_id()
    await world.assessment.receive(world.district_id, *bundles.at_work(mentor_id))
    mentor = world.assessment.person(world.district_id, mentor_id, ("mentor", None))
    yesterday = (world.today - DAY).isoformat()

    async def assign(student_id: str, starts_in: int, ends_on: str | None) -> httpx.Response:
        wish = {"student_id": student_id, "staff_id": str(mentor_id), "relation": "mentee"}
        days = {"starts_on": (world.today + starts_in * DAY).isoformat(), "ends_on": ends_on}
        return await machine.post(PATH, json={**wish, **days})

    async def bring(state: str) -> tuple[str, str]:
        student_id = bundles.person(world.district_id, f"{next(students):06d}")
        made = await assign(
            *(student_id, {"coming": 2, "held": -2, "over": -2}[state]), yesterday if state == "over" else None
        )
        return student_id, f"{PATH}/{made.json()['id']}"

    async def move(thing: tuple[str, str], verb: str) -> httpx.Response:
        student_id, url = thing
        if verb == "see":
            return await mentor.get(f"/v1/students/{student_id}")
        if verb == "again":
            return await assign(student_id, 0, None)
        tag = (await machine.get(url)).headers["ETag"]
        return await machine.patch(
            url, json={"ends_on": yesterday if verb == "end" else None}, headers={"If-Match": tag}
        )

    async def read(thing: tuple[str, str]) -> str:
        row, today = (await machine.get(thing[1])).json(), world.today.isoformat()
        if row["starts_on"] > today:
            return "coming"
        return "over" if row["ends_on"] is not None and row["ends_on"] < today else "held"

    for state in CASELOADS:
        await walk(CASELOADS, state, bring, move, read)
