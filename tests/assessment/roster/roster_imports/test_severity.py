"""One bad cell costs the cell; what hangs on a row that was not taken is told apart from it."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, person, run

Files = dict[str, list[dict[str, str]]]
LISTS = ("/v1/students", "/v1/guardians", "/v1/classes", "/v1/enrollments")
#: File, column, what cannot be read, code.
CELLS = [
    ("users", "grades", "PPK", "grade_unknown"),
    ("users", "middleName", "x" * 201, "too_long"),
    ("users", "sms", "x" * 61, "too_long"),
    ("users", "agentSourcedIds", "g1,g\x1b2", "text_malformed"),
    ("users", "primaryOrgSourcedId", "nowhere", "reference_unknown"),
    ("classes", "grades", "03,42nd", "grade_unknown"),
    ("classes", "courseSourcedId", "none", "reference_unknown"),
    ("classes", "termSourcedIds", "none", "reference_unknown"),
    ("orgs", "parentSourcedId", "state", "reference_unknown"),
    ("orgs", "identifier", "x" * 61, "too_long"),
    ("academicSessions", "parentSourcedId", "none", "reference_unknown"),
    ("demographics", "birthDate", "03/02/2018", "date_malformed"),
    ("enrollments", "beginDate", "soon", "date_malformed"),
    ("enrollments", "endDate", "2020-01-01", "dates_out_of_order"),
    ("roles", "beginDate", "soon", "date_malformed"),
]


def spoilt(file: str, column: str, value: str) -> Files:
    found = bundles.files()
    for row in found[file]:
        row[column] = value
    return found


async def all_there(assessment: Service, district_id: UUID) -> dict[str, list[dict[str, Any]]]:
    return {path: await items(assessment, district_id, path) for path in LISTS}


@pytest.mark.parametrize(("file", "column", "value", "code"), CELLS)
async def test_a_cell_that_cannot_be_read_costs_the_cell(
    assessment: Service, district_id: UUID, file: str, column: str, value: str, code: str
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    before = await all_there(assessment, district_id)
    found = spoilt(file, column, value)
    job = await run(assessment, district_id, pack(found))
    told = await faults(assessment, district_id, job)
    assert {(f["file"], f["column"], f["code"], f["severity"]) for f in told} == {(file, column, code, "attribute")}
    number = len(found[file])
    assert job["fault_counts"] == {"identity": 0, "attribute": number, "ripple": 0}
    assert (job["fault_count"], job["files"][file]["faulty"]) == (number, 0)
    assert await all_there(assessment, district_id) == before


@pytest.mark.parametrize(("file", "column", "value", "code"), CELLS)
async def test_nobody_is_lost_by_it_the_first_time(
    assessment: Service, district_id: UUID, file: str, column: str, value: str, code: str
) -> None:
    await run(assessment, district_id, pack(spoilt(file, column, value)))
    there = {path: len(rows) for path, rows in (await all_there(assessment, district_id)).items()}
    assert there == {"/v1/students": 12, "/v1/guardians": 12, "/v1/classes": 1, "/v1/enrollments": 13}, code


async def test_several_bad_cells_of_a_row_are_all_named(assessment: Service, district_id: UUID) -> None:
    found = bundles.files(1)
    found["users"][2] |= {"grades": "PPK", "email": "none", "identifier": "x" * 256}
    job = await run(assessment, district_id, pack(found))
    told = {f["column"] for f in await faults(assessment, district_id, job)}
    assert told == {"grades", "email", "identifier"}
    (child,) = await items(assessment, district_id, "/v1/students")
    assert child["given_name"] == "Gina"


async def test_moments_are_read_as_days(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    for row in found["enrollments"]:
        row |= {"beginDate": "2026-08-03T00:00:00.000Z", "endDate": "2027-06-11 00:00"}
    job = await run(assessment, district_id, pack(found))
    assert job["fault_count"] == 0
    rows = await items(assessment, district_id, "/v1/enrollments")
    assert {(row["begins_on"], row["ends_on"]) for row in rows} == {("2026-08-03", "2027-06-11")}


async def test_what_follows_is_told_with_its_cause(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"][2]["familyName"] = ""
    job = await run(assessment, district_id, pack(found))
    assert (job["fault_count"], job["fault_counts"]) == (1, {"identity": 1, "attribute": 0, "ripple": 3})
    told = await faults(assessment, district_id, job)
    ripples = [f for f in told if f["severity"] == "ripple"]
    assert {f["file"] for f in ripples} == {"roles", "demographics", "enrollments"}
    assert {(f["code"], f["cause_file"], f["cause_row"]) for f in ripples} == {("reference_refused", "users", 3)}
    caller = assessment.machine(district_id)
    asked = await caller.get(f"/v1/roster-imports/{job['id']}/faults", params={"severity": "identity,attribute"})
    assert [(f["file"], f["row"], f["cause_row"]) for f in asked.json()["items"]] == [("users", 3, None)]


async def test_a_user_whose_role_could_not_be_read_follows_from_that(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    (row,) = [number for number, one in enumerate(found["roles"], 1) if one["userSourcedId"] == "000002"]
    found["roles"][row - 1]["role"] = "wizard"
    job = await run(assessment, district_id, pack(found))
    told = {f["code"]: f for f in await faults(assessment, district_id, job)}
    assert told["role_unknown"]["severity"] == "identity"
    missing = told["role_missing"]
    assert (missing["severity"], missing["cause_file"], missing["cause_row"]) == ("ripple", "roles", row)


async def test_a_reference_to_nobody_follows_from_nothing(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["enrollments"].append(bundles.enrollment("x1", "nobody", "student"))
    job = await run(assessment, district_id, pack(found))
    (told,) = await faults(assessment, district_id, job)
    assert (told["code"], told["severity"], told["cause_file"]) == ("reference_unknown", "identity", None)
    assert person(district_id, "nobody") not in str(await items(assessment, district_id, "/v1/enrollments"))


async def test_a_class_is_in_the_terms_that_are_known(assessment: Service, district_id: UUID) -> None:
    """Those it names and nobody knows are told of; where it names no other, it stays in those it was in."""
    found = bundles.files()
    found["academicSessions"].append(
        {**found["academicSessions"][0], "sourcedId": "t1", "title": "Fall", "type": "term", "parentSourcedId": "y"}
    )
    await run(assessment, district_id, pack(found))
    sessions = {row["source_id"]: row["id"] for row in await items(assessment, district_id, "/v1/academic-sessions")}
    for terms, there in (("t1,none", ["t1"]), ("none, nowhere", ["t1"]), ("none,y,t1", ["y", "t1"]), ("y", ["y"])):
        found["classes"][0]["termSourcedIds"] = terms
        job = await run(assessment, district_id, pack(found))
        (row,) = await items(assessment, district_id, "/v1/classes")
        assert row["session_ids"] == [sessions[id_] for id_ in there], terms
        told = [(f["file"], f["column"], f["row"], f["code"]) for f in await faults(assessment, district_id, job)]
        assert told == [("classes", "termSourcedIds", 1, "reference_unknown")] * ("n" in terms)
