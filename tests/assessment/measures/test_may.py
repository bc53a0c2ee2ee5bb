"""What instruments and administrations say their caller may do is what they can do."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import httpx

from services.assessment.measures.administrations import transitions as of_administrations
from services.assessment.measures.instruments import transitions as of_instruments
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment.measures.administrations.factories import (
    ANSWERS,
    about,
    begin,
    correct,
    heard_person,
    prepare,
    put,
    withdraw,
)
from tests.assessment.measures.instruments.factories import small
from tests.states.may import Held, hold, listed

ROLES = ("district_coordinator", "district_team_member", "executive_leader", "data_manager")
AT_SCHOOL = ("principal", "school_coordinator", "teacher")


def callers(assessment: Service, district_id: UUID, school_id: UUID, person: UUID) -> Mapping[str, httpx.AsyncClient]:
    """Somebody of every kind of right, who is measured, and systems."""
    readers = ("instruments:read", "administrations:read")
    of_district = {role: assessment.person(district_id, new_id(), (role, None)) for role in ROLES}
    there = {f"{role} there": assessment.person(district_id, new_id(), (role, school_id)) for role in AT_SCHOOL}
    return {
        **of_district,
        **there,
        "principal elsewhere": assessment.person(district_id, new_id(), ("principal", new_id())),
        "whom it is about": assessment.person(district_id, person, ("teacher", school_id)),
        "system": assessment.machine(district_id),
        "system of the school": assessment.machine_at(district_id, school_id),
        "reading system": assessment.machine(district_id, *readers),
        "studying party": assessment.outsider(district_id, new_id(), "studies", *readers, "administrations:write"),
    }


async def test_what_may_be_done_to_an_administration_is_what_can_be_done(
    assessment: Service, district_id: UUID
) -> None:
    machine, held = assessment.machine(district_id), Held()
    school_id, _ = await prepare(assessment, district_id)
    person = await heard_person(assessment, district_id, "teacher", school_id)
    wide = {**small(), "version": "9.0", "subject_kinds": ["district", "school", "staff"]}
    every = (await machine.post("/v1/instruments", json=wide)).json()["id"]
    assert (await machine.post(f"/v1/instruments/{every}/publish")).is_success
    kinds: dict[str, dict[str, Any]] = {
        "of the district": {"subject": about("district")},
        "of a person": {"subject": about("staff", person), "school_id": str(school_id)},
        "of a school": {"subject": about("school", school_id)},
    }
    for window, (kind, more) in zip(("fall", "winter", "spring"), kinds.items(), strict=True):
        wish = {"instrument_id": every, "window": window, **more}
        row = (await machine.post("/v1/administrations", json=wish)).json()
        for state in ("unanswered", "answered", "scored", "withdrawn"):
            url = f"/v1/administrations/{row['id']}"
            match state:
                case "answered":
                    assert (await put(machine, (await machine.get(url)).json(), *ANSWERS)).is_success
                case "scored":
                    assert (await machine.post(f"{url}/score")).is_success
                case "withdrawn":
                    assert (await withdraw(machine, (await machine.get(url)).json())).is_success
            now = (await machine.get(url)).json()
            tries = {
                "answers": lambda caller, now=now: put(caller, now, ANSWERS[0]),
                "score": lambda caller, url=url: caller.post(f"{url}/score"),
                "correct": lambda caller, now=now: correct(caller, now, {"item_code": "a1", "points": 1}),
                "withdraw": lambda caller, now=now: withdraw(caller, now),
            }
            people = callers(assessment, district_id, school_id, person)
            await hold(people, listed("/v1/administrations", row["id"]), tries, held, f"{kind}, {state}")
    assert held.one_sided({move.name for move in of_administrations.TRANSITIONS}) == set()


async def test_what_is_of_a_year_to_come_is_not_to_be_scored_yet(assessment: Service, district_id: UUID) -> None:
    machine = assessment.machine(district_id)
    school_id, instrument_id = await prepare(assessment, district_id)
    row = (await begin(machine, school_id, instrument_id, school_year="2031-32")).json()
    assert (await put(machine, row, *ANSWERS)).is_success
    url = f"/v1/administrations/{row['id']}"
    assert_refused(await machine.post(f"{url}/score"), 409, "year_ahead")
    assert (await machine.get(url)).json()["may"] == ["answers", "withdraw"]


async def _retitled(caller: httpx.AsyncClient, url: str, tag: dict[str, str]) -> httpx.Response:
    return await caller.patch(url, json={"title": "Another"}, headers=tag)


async def test_what_may_be_done_to_an_instrument_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    machine, held = assessment.machine(district_id), Held()
    school_id, _ = await prepare(assessment, district_id)
    for number, state in enumerate(("draft", "published"), start=2):
        row = (await machine.post("/v1/instruments", json={**small(), "version": f"{number}.0"})).json()
        url = f"/v1/instruments/{row['id']}"
        if state == "published":
            assert (await machine.post(f"{url}/publish")).is_success
        tag = {"If-Match": (await machine.get(url)).headers["ETag"]}
        tries: dict[str, Any] = {
            "change": partial(_retitled, url=url, tag=tag),
            "publish": lambda caller, url=url: caller.post(f"{url}/publish"),
        }
        people = callers(assessment, district_id, school_id, new_id())
        await hold(people, listed("/v1/instruments", row["id"]), tries, held, state)
    assert held.one_sided({move.name for move in of_instruments.TRANSITIONS}) == set()
