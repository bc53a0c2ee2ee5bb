"""What a student, their demographics and contacts say their caller may do is what they can do."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.assessment.roster.student_contacts import transitions as of_contacts
from services.assessment.roster.students import transitions as of_students
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import pack, person, run, school
from tests.assessment.privacy.disclosures.factories import World
from tests.scheduling.may import sending
from tests.states.may import Held, hold, nothing_kept

CHILD, OTHER = "000003", "000006"
OPT_OUT = {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"}


def people(assessment: Service, district_id: UUID) -> dict[str, Any]:
    """Whoever may do something to a student of the first school, or nothing."""
    here = school(district_id, "s1")
    return {
        **{
            role: assessment.person(district_id, new_id(), (role, None))
            for role in ("data_manager", "executive_leader")
        },
        **{
            f"{role} there": assessment.person(district_id, new_id(), (role, here))
            for role in ("principal", "school_coordinator", "counselor", "teacher")
        },
        "principal of a further school": assessment.person(
            district_id, new_id(), ("principal", school(district_id, "s2"))
        ),
        "principal elsewhere": assessment.person(district_id, new_id(), ("principal", school(district_id, "s3"))),
        "system": assessment.machine(district_id),
        "system of the school": assessment.machine_at(district_id, here),
        "reading system": assessment.machine(district_id, "roster:read"),
    }


async def seeded(assessment: Service, district_id: UUID) -> None:
    """A roster whose child attends a second school beside their own."""
    found = bundles.files()
    found["roles"].append(bundles.role(CHILD, "student", "s2", roleType="secondary"))
    assert (await run(assessment, district_id, pack(found)))["state"] == "finished"


async def test_what_may_be_done_to_a_student_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    await seeded(assessment, district_id)
    held, machine = Held(), assessment.machine(district_id)
    child, other = (person(district_id, who) for who in (CHILD, OTHER))
    path = f"/v1/students/{child}"
    send = sending(path)
    two = {"student_id": other, "reason": "one child"}
    tries = {
        "aliases": send("POST", "/aliases", json={"source": "nurse", "source_id": "N-1"}),
        "demographics": send("PATCH", "/demographics", json={"asian": True}, headers={"If-Match": "*"}),
        "opt_out": send("PUT", "/directory-opt-out", json=OPT_OUT),
        "withdraw_opt_out": send("DELETE", "/directory-opt-out"),
    }
    merge, split = send("POST", "/merge", json=two), send("POST", "/split", json=two)

    third = {"student_id": person(district_id, "000009"), "reason": "one child"}

    async def told(caller: Any) -> Any:
        return await caller.get(path)

    await hold(people(assessment, district_id), told, tries | {"merge": merge, "split": split}, held, "as listed")
    assert (await machine.put(f"{path}/directory-opt-out", json=OPT_OUT)).status_code == 200
    await hold(people(assessment, district_id), told, tries | {"merge": merge, "split": split}, held, "refused")
    assert (await machine.post(f"{path}/merge", json=two)).status_code == 200
    merge = send("POST", "/merge", json=third)
    await hold(people(assessment, district_id), told, tries | {"merge": merge, "split": split}, held, "merged")
    assert held.one_sided({move.name for move in of_students.TRANSITIONS}) == set()
    gone = await machine.get("/v1/students", params={"updated_since": "2020-01-01T00:00:00Z"})
    assert {one["id"]: one["may"] for one in gone.json()["items"]}[other] == []


@pytest.mark.parametrize(
    ("basis", "records", "told"),
    [
        ("school_official", ["roster", "demographics"], {"demographics"}),
        ("school_official", ["roster"], set()),
        ("studies", ["roster", "demographics"], set()),
    ],
)
async def test_an_outside_party_does_what_a_school_official_may(
    assessment: Service, district_id: UUID, basis: str, records: list[str], told: set[str]
) -> None:
    world = await World(assessment, district_id).seed()
    party = await world.party(basis, records=records)
    shown = (await party.get(f"/v1/students/{world.student()}")).json()
    assert {*shown["may"]} & {"demographics"} == told
    address = f"/v1/students/{world.student()}/demographics"
    with nothing_kept():
        reply = await party.patch(address, json={"asian": True}, headers={"If-Match": "*"})
    assert reply.is_success is bool(told)
    if "demographics" in records:
        assert (await party.get(address)).json()["may"] == (["change"] if told else [])


async def test_demographics_say_what_may_be_done_to_them(assessment: Service, district_id: UUID) -> None:
    await seeded(assessment, district_id)
    path = f"/v1/students/{person(district_id, CHILD)}/demographics"
    shown = set[str]()
    for who, caller in people(assessment, district_id).items():
        reply = await caller.get(path)
        with nothing_kept():
            changed = await caller.patch(path, json={"asian": True}, headers={"If-Match": "*"})
        # Whoever reads them is whoever says them.
        assert reply.is_success is changed.is_success, who
        if reply.is_success:
            assert (reply.json()["may"], changed.json()["may"]) == (["change"], ["change"]), who
            shown.add(who)
    assert shown == {
        *("data_manager", "principal there", "school_coordinator there", "principal of a further school"),
        *("system", "system of the school"),
    }
    reading = assessment.machine(district_id, "demographics:read")
    assert (await reading.get(path)).json()["may"] == []


async def test_what_may_be_done_to_a_contact_is_what_can_be_done(assessment: Service, district_id: UUID) -> None:
    await seeded(assessment, district_id)
    held, path = Held(), f"/v1/students/{person(district_id, CHILD)}/contacts"
    row = {"student_source_id": CHILD, "contact_source_id": f"g{CHILD}", "priority": 1}
    reply = await assessment.machine(district_id).post("/v1/bulk/student-contacts", json={"items": [row]})
    assert reply.json()["done"] == 1

    async def first(caller: httpx.AsyncClient) -> httpx.Response:
        shown = await caller.get(path)
        return httpx.Response(200, json=shown.json()["items"][0]) if shown.is_success else shown

    async def said_again(caller: httpx.AsyncClient) -> httpx.Response:
        sent = await caller.post("/v1/bulk/student-contacts", json={"items": [row]})
        refused = sent.is_success and sent.json()["refused"]
        return httpx.Response(404, text=sent.text) if refused else sent

    await hold(people(assessment, district_id), first, {"change": said_again}, held, "a mother")
    assert held.one_sided({move.name for move in of_contacts.TRANSITIONS}) == set()
