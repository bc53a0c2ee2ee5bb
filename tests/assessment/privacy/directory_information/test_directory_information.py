"""Directory information is what the public notice designates, of those who did not refuse, to those it is for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.web.openapi import permission, routes_of
from tests.assessment import bundles
from tests.assessment.privacy.disclosures.factories import World

PATH = "/v1/directory-information"
FIELDS = {
    "name": {"given_name", "family_name", "preferred_given_name", "preferred_family_name"},
    "grade_level": {"grade"},
    "school": {"school", "schools"},
    "date_of_birth": {"birth_date"},
    "photograph": set(),
}


@pytest.fixture
async def world(assessment: Service, district_id: UUID) -> World:
    """A district with a roster."""
    return await World(assessment, district_id).seed()


async def items(caller: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    """The list."""
    reply = await caller.get(PATH, params={"limit": "500", **query})
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def refused(caller: httpx.AsyncClient, path: str = PATH) -> str:
    """The words of a refusal for want of a basis."""
    reply = await caller.get(path)
    assert_refused(reply, 403, "no_legal_basis")
    return str(reply.json()["detail"])


@pytest.mark.parametrize("type_", FIELDS)
async def test_a_field_is_told_only_when_the_notice_designates_its_type(world: World, type_: str) -> None:
    await world.notice(type_)
    caller = await world.party("directory_information", records=["directory_information"])
    rows = await items(caller)
    assert len(rows) == 12
    told = {name for row in rows for name, value in row.items() if value is not None} - {"id", "updated_at"}
    assert told == FIELDS[type_] - {"preferred_given_name", "preferred_family_name"}
    assert set(rows[0]) == {"id", "updated_at"}.union(*FIELDS.values())


async def test_nobody_is_found_by_what_the_notice_does_not_designate(world: World) -> None:
    await world.notice("name")
    caller = await world.party("directory_information")
    school = str(bundles.school(world.district_id, "s1"))
    assert await items(caller, grade="03") == []
    assert await items(caller, school_id=school) == []
    await world.notice("name", "grade_level", "school")
    assert len(await items(caller, grade="03")) == 12
    assert len(await items(caller, school_id=school)) == 4


async def test_without_a_notice_or_before_families_had_their_time_nothing_is_told(world: World) -> None:
    caller, official = await world.party("directory_information"), world.assessment.machine(world.district_id)
    assert "no public notice" in await refused(caller)
    own = await official.get(PATH)
    assert_refused(own, 409, "directory_not_open")
    await world.notice("name", refuse_until=str(world.today))
    assert "may refuse until" in await refused(caller)
    await world.notice("name", refuse_until=str(world.today - timedelta(days=1)))
    assert len(await items(caller)) == 12
    assert [line["outcome"] for line in await world.ledger()] == ["refused", "refused", "disclosed"]


@pytest.mark.parametrize("name", ["party_ids", "purposes"])
async def test_a_notice_can_be_limited_to_parties_and_purposes(world: World, name: str) -> None:
    caller = await world.party("directory_information")
    party = str(world.parties["directory_information"])
    fits, fits_not = {"party_ids": ([party], [str(new_id())]), "purposes": (["tutoring"], ["yearbook"])}[name]
    await world.notice("name", **{name: fits_not})
    assert "limits directory information" in await refused(caller)
    await world.notice("name", **{name: [*fits_not, *fits]})
    assert len(await items(caller)) == 12


def reading_routes(service: Service) -> list[APIRoute]:
    """Every GET route of assessment that needs a token."""
    return [route for route in routes_of(service.app) if "GET" in (route.methods or ()) and permission(route)[1]]


async def test_after_a_refusal_no_route_tells_a_directory_client_of_the_student(world: World) -> None:
    """The routes are the code's own: one that is added later is asked as well."""
    machine = world.assessment.machine(world.district_id)
    staff = new_id()
    await world.assessment.receive(world.district_id, *bundles.at_work(staff))
    wish = {"student_id": world.student(0), "staff_id": str(staff), "relation": "mentee", "starts_on": "2026-09-01"}
    caseload = await machine.post("/v1/caseload-assignments", json=wish)
    assert caseload.status_code == 201, caseload.text
    job = (await machine.get("/v1/roster-imports")).json()["items"][0]
    await world.notice("name", "grade_level", "school", "date_of_birth")
    caller = await world.party("directory_information")
    assert world.student(0) in {row["id"] for row in await items(caller)}
    assert (await world.opt_out(0)).status_code == 200
    named = {"student_id": world.student(0), "import_id": job["id"], "assignment_id": caseload.json()["id"]}
    asked = 0
    for route in reading_routes(world.assessment):
        things = {name: named.get(name, str(new_id())) for name in route.param_convertors}
        for query in ({}, {"updated_since": "2020-01-01T00:00:00Z"}, {"limit": "500"}):
            reply = await caller.get(route.path_format.format(**things), params=query)
            asked += 1
            told = reply.json() if reply.status_code == 200 else {}
            assert "Child000000" not in reply.text, route.path
            assert world.student(0) not in str(told.get("items", told)), route.path
    assert asked > 30
    assert len(await items(caller)) == 11
    # Nor does any other caller find them as directory information; as a school official one still reads the student.
    assert world.student(0) not in {row["id"] for row in await items(machine)}
    assert (await machine.get(f"/v1/students/{world.student(0)}")).status_code == 200


async def test_a_refusal_is_withdrawn_and_made_anew(world: World) -> None:
    await world.notice("name")
    machine, caller = world.assessment.machine(world.district_id), await world.party("directory_information")
    address = f"/v1/students/{world.student(0)}/directory-opt-out"
    assert (await machine.get(address)).json()["opted_out"] is False
    made = (await world.opt_out(0)).json()
    assert (made["opted_out"], made["opted_out_by"], made["source"]) == (True, "eligible_student", "letter")
    assert (await machine.delete(address)).status_code == 204
    assert (await machine.get(address)).json()["opted_out"] is False
    assert len(await items(caller)) == 12
    assert (await machine.delete(address)).status_code == 404
    await world.opt_out(0)
    assert len(await items(caller)) == 11


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"opted_out_by": "guardian"}, "signer_missing", "/guardian_id"),
        ({"received_on": "2199-01-01"}, "days_out_of_order", "/received_on"),
        ({"opted_out_by": "friend"}, "invalid", "/opted_out_by"),
        ({"why": "x"}, "invalid", "/why"),
    ],
)
async def test_a_refusal_says_who_and_when(world: World, changes: dict[str, Any], code: str, pointer: str) -> None:
    body = {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter", **changes}
    machine = world.assessment.machine(world.district_id)
    reply = await machine.put(f"/v1/students/{world.student(0)}/directory-opt-out", json=body)
    assert_refused(reply, 422, code)
    assert [entry["pointer"] for entry in reply.json()["errors"]] == [pointer]
    nobody = await machine.put(f"/v1/students/{new_id()}/directory-opt-out", json=body)
    # What is wrong with the body's form is said first, whoever it is about.
    known = (422, "invalid") if code == "invalid" else (404, "not_found")
    assert (nobody.status_code, nobody.json()["code"]) == known


async def test_who_writes_refusals_and_the_notice(world: World) -> None:
    s1, s2 = (bundles.school(world.district_id, name) for name in ("s1", "s2"))
    body = {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"}
    address = f"/v1/students/{world.student(0)}/directory-opt-out"
    people = [("principal", s1, 200), ("principal", s2, 404), ("teacher", s1, 404), ("data_manager", None, 200)]
    for role, school, status in people:
        caller = world.assessment.person(world.district_id, new_id(), (role, school))
        assert (await caller.put(address, json=body)).status_code == status, (role, school)
    written = await world.assessment.sql(
        "select reason from audit_entries where district_id = $1 and action = 'set_directory_opt_out' order by id",
        world.district_id,
    )
    assert [entry["reason"] for entry in written] == [["principal at the school"], ["data_manager of the district"]]
    party = await world.party("consent")
    await refused(party, address)
    principal = world.assessment.person(world.district_id, new_id(), ("principal", s1))
    notice = {"types": ["name"], "notice_on": "2026-08-01", "refuse_until": "2026-09-01"}
    reply = await principal.put("/v1/directory-information-policy", json=notice, headers={"If-Match": '"0"'})
    assert_refused(reply, 403, "not_permitted")


async def test_a_notice_is_replaced_whole_by_who_has_read_it(world: World) -> None:
    assert (await world.notice("name")).json()["version"] == 1
    assert (await world.notice("school", purposes=["yearbook"])).json()["version"] == 2
    machine = world.assessment.machine(world.district_id)
    body = {"types": ["name"], "notice_on": "2026-08-01", "refuse_until": "2026-07-01"}
    path = "/v1/directory-information-policy"
    early = await machine.put(path, json=body, headers={"If-Match": '"2"'})
    assert_refused(early, 422, "days_out_of_order")
    stale = await machine.put(path, json={**body, "refuse_until": "2026-09-01"}, headers={"If-Match": '"1"'})
    assert_refused(stale, 412, "stale")
    missing = await machine.put(path, json={**body, "refuse_until": "2026-09-01"})
    assert_refused(missing, 428, "version_missing")
    assert (await machine.get(path)).json()["types"] == ["school"]


async def test_no_party_gives_the_public_notice(world: World) -> None:
    await world.notice("name")
    for basis in ("directory_information", "consent", "studies"):
        party = await world.party(basis)
        body = {"types": ["date_of_birth"], "notice_on": "2026-08-01", "refuse_until": "2026-08-02"}
        reply = await party.put("/v1/directory-information-policy", json=body, headers={"If-Match": '"1"'})
        assert_refused(reply, 403, "no_legal_basis")
    kept = (await world.assessment.machine(world.district_id).get("/v1/directory-information-policy")).json()
    assert (kept["types"], kept["version"]) == (["name"], 1)


async def renamed_by_the_sis(world: World, number: str, *, local_id: str | None = None) -> str:
    """The student's new id once the SIS lists them under another sourcedId."""
    found = bundles.files()
    for rows in found.values():
        for row in rows:
            row.update({column: f"S-{number}" for column, value in row.items() if value == number})
    for row in found["users"]:
        if row["sourcedId"] == f"S-{number}":
            row["identifier"] = number if local_id is None else local_id
    await bundles.run(world.assessment, world.district_id, bundles.pack(found))
    return bundles.person(world.district_id, f"S-{number}")


async def test_a_refusal_holds_when_the_sis_gives_the_student_another_id(world: World) -> None:
    await world.notice("name")
    machine, caller = world.assessment.machine(world.district_id), await world.party("directory_information")
    await world.opt_out(0)
    new = await renamed_by_the_sis(world, "000000")
    assert (await machine.get(f"/v1/students/{new}")).json()["active"] is True
    assert {world.student(0), new}.isdisjoint({row["id"] for row in await items(caller)})
    assert len(await items(caller)) == 11
    address = f"/v1/students/{new}/directory-opt-out"
    said = (await machine.get(address)).json()
    assert (said["student_id"], said["opted_out"], said["source"]) == (new, True, "letter")
    assert (await machine.delete(address)).status_code == 204
    assert (await machine.get(address)).json()["opted_out"] is False
    assert new in {row["id"] for row in await items(caller)}


@pytest.mark.parametrize("local_id", ["", "another"])
async def test_a_refusal_is_of_nobody_else(world: World, local_id: str) -> None:
    await world.notice("name")
    await world.opt_out(0)
    new = await renamed_by_the_sis(world, "000000", local_id=local_id)
    assert new in {row["id"] for row in await items(await world.party("directory_information"))}


async def test_every_refusal_and_its_withdrawal_stays_written(world: World) -> None:
    machine = world.assessment.machine(world.district_id)
    address = f"/v1/students/{world.student(0)}/directory-opt-out"
    await world.opt_out(0)
    await machine.delete(address)
    body = {"opted_out_by": "guardian", "guardian_id": str(new_id()), "received_on": "2026-10-01", "source": "portal"}
    for _ in range(2):
        assert (await machine.put(address, json=body)).json()["source"] == "portal"
    assert (await machine.get(address)).json()["source"] == "portal"
    kept = await world.assessment.sql(
        "select student_id, source, withdrawn_at is null as stands from directory_opt_outs where district_id = $1 order by id",
        world.district_id,
    )
    assert {str(row["student_id"]) for row in kept} == {world.student(0)}
    assert [(row["source"], row["stands"]) for row in kept] == [("letter", False), ("portal", True), ("portal", True)]
    assert (await machine.delete(address)).status_code == 204
    assert (await machine.get(address)).json()["opted_out"] is False
    assert (await machine.delete(address)).status_code == 404


async def test_reading_a_refusal_is_a_reading_of_the_students_records(world: World) -> None:
    data_manager = world.assessment.person(world.district_id, new_id(), ("data_manager", None))
    assert (await data_manager.get(f"/v1/students/{world.student(0)}/directory-opt-out")).status_code == 200
    written = await world.assessment.sql(
        "select records, student_ids from audit_entries where district_id = $1 and action = 'read_directory_opt_out'",
        world.district_id,
    )
    assert [(row["records"], [str(id_) for id_ in row["student_ids"]]) for row in written] == [
        ("directory_opt_outs", [world.student(0)])
    ]


async def test_a_refusal_of_a_student_without_a_number_of_the_district_holds_too(
    assessment: Service, district_id: UUID
) -> None:
    world, found = World(assessment, district_id), bundles.files()
    for row in found["users"]:
        row["identifier"] = ""
    await bundles.run(assessment, district_id, bundles.pack(found))
    await world.notice("name")
    caller = await world.party("directory_information")
    assert len(await items(caller)) == 12
    assert (await world.opt_out(0)).status_code == 200
    assert {row["id"] for row in await items(caller)} == {world.student(number) for number in range(1, 12)}


@pytest.mark.parametrize("query", [{}, {"updated_since": "2020-01-01T00:00:00Z"}])
async def test_a_student_the_roster_dropped_is_told_of_no_more(world: World, query: dict[str, str]) -> None:
    await world.notice("name")
    caller = await world.party("directory_information")
    content = bundles.delta({"users": [bundles.user("000003", "", "", "")]}, "tobedeleted")
    job = await bundles.run(world.assessment, world.district_id, bundles.pack(content, "delta"))
    assert job["files"]["users"]["deleted"] == 1, job
    told = {row["id"] for row in await items(caller, **query)}
    assert told == {world.student(number) for number in range(12) if number != 3}
