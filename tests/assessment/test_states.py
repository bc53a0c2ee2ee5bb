"""Every move from every state of instruments, administrations and roster imports."""

from itertools import count, product
from uuid import UUID

import httpx
import pytest

from shared.testing.calls import Service
from tests.assessment.bundles import files, pack, post
from tests.assessment.measures.administrations.factories import ANSWERS, begin, correct, prepare, put, withdraw
from tests.assessment.measures.instruments.factories import small
from tests.states.assessment import ADMINISTRATIONS, ADMINISTRATIONS_TELL, INSTRUMENTS, ROSTER_IMPORTS
from tests.states.matrix import Told, walk

#: School years there may be scores of, each with a day of it; today is of the first.
YEARS = {"2026-27": None, "2025-26": "2025-11-03"}


async def state_at(caller: httpx.AsyncClient, url: str) -> str:
    """The state of a thing."""
    return str((await caller.get(url)).json()["state"])


@pytest.mark.parametrize("state", ADMINISTRATIONS)
async def test_an_administration_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    caller = assessment.machine(district_id)
    school_id, instrument_id = await prepare(assessment, district_id)
    windows = iter(product(("fall", "winter", "spring"), YEARS.items()))

    async def move(url: str, verb: str) -> httpx.Response:
        row = (await caller.get(url)).json()
        match verb:
            case "answer":
                return await put(caller, row, ANSWERS[0])
            case "correct":
                return await correct(caller, row, {"item_code": "a1", "points": 1})
            case "withdraw":
                return await withdraw(caller, row)
        return await caller.post(f"{url}/{verb}")

    async def bring(state: str) -> str:
        window, (year, held_on) = next(windows)
        row = (await begin(caller, school_id, instrument_id, window, school_year=year, held_on=held_on)).json()
        url = f"/v1/administrations/{row['id']}"
        assert (await put(caller, row, *ANSWERS)).status_code == 200
        if state != "open":
            assert (await move(url, {"scored": "score", "withdrawn": "withdraw"}[state])).status_code == 200
        return url

    told = Told(assessment, district_id, ADMINISTRATIONS_TELL)
    await walk(ADMINISTRATIONS, state, bring, move, lambda url: state_at(caller, url), told)


@pytest.mark.parametrize("state", INSTRUMENTS)
async def test_an_instrument_makes_the_moves_of_its_state_and_no_other(
    assessment: Service, district_id: UUID, state: str
) -> None:
    caller = assessment.machine(district_id)
    school_id, _ = await prepare(assessment, district_id)
    numbers = count(2)

    async def move(url: str, verb: str) -> httpx.Response:
        match verb:
            case "change":
                tag = (await caller.get(url)).headers["ETag"]
                return await caller.patch(url, json={"title": "Another"}, headers={"If-Match": tag})
            case "administer":
                return await begin(caller, school_id, url.rpartition("/")[2])
        return await caller.post(f"{url}/publish")

    async def bring(state: str) -> str:
        reply = await caller.post("/v1/instruments", json={**small(), "version": f"{next(numbers)}.0"})
        url = f"/v1/instruments/{reply.json()['id']}"
        if state == "published":
            assert (await move(url, "publish")).status_code == 200
        return url

    await walk(INSTRUMENTS, state, bring, move, lambda url: state_at(caller, url))


async def test_a_job_is_worked_at_once_and_one_that_has_ended_is_left_alone(
    assessment: Service, district_id: UUID
) -> None:
    caller = assessment.machine(district_id)
    for state, row in ROSTER_IMPORTS.items():
        id_ = (await post(caller, pack(files(1)))).json()["id"]
        await assessment.sql("update roster_imports set state = $2 where id = $1::text::uuid", id_, state)
        await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": id_}))
        assert await state_at(caller, f"/v1/roster-imports/{id_}") == row["work"], state
        ended = await assessment.published(district_id, "assessment.roster_import.finished%")
        assert sum(event["data"]["import_id"] == id_ for event in ended) == (state in ("queued", "running"))
