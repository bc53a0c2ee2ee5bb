"""Who sees what of the roster and of the instruments."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import pack, person, run, school

LONG_AGO = "2020-01-01T00:00:00Z"


def principal(assessment: Service, district_id: UUID) -> httpx.AsyncClient:
    """The principal of s1."""
    return assessment.person(district_id, UUID(int=5), ("principal", school(district_id, "s1")))


async def listed(caller: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    """The guardians a caller sees."""
    reply = await caller.get("/v1/guardians", params={"limit": "100", **query})
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


@pytest.fixture
async def family(assessment: Service, district_id: UUID) -> dict[str, str]:
    """A guardian with a child at s1 and one at s2: their ids."""
    found = bundles.files()
    for row in found["users"]:
        if row["sourcedId"] in ("000000", "000001"):
            row["agentSourcedIds"] = "g000000"
    await run(assessment, district_id, pack(found))
    return {name: person(district_id, name) for name in ("g000000", "000000", "000001")}


@pytest.mark.parametrize("query", [{}, {"updated_since": LONG_AGO}])
async def test_a_guardian_names_no_student_of_another_school(
    assessment: Service, district_id: UUID, family: dict[str, str], query: dict[str, str]
) -> None:
    mine = {row["id"]: row["student_ids"] for row in await listed(principal(assessment, district_id), **query)}
    assert mine[family["g000000"]] == [family["000000"]]
    assert len(mine) == 4
    whole = {row["id"]: row["student_ids"] for row in await listed(assessment.machine(district_id), **query)}
    assert whole[family["g000000"]] == sorted([family["000000"], family["000001"]])


@pytest.mark.parametrize("query", [{}, {"updated_since": LONG_AGO}])
async def test_a_student_of_another_school_finds_no_guardian(
    assessment: Service, district_id: UUID, family: dict[str, str], query: dict[str, str]
) -> None:
    caller = principal(assessment, district_id)
    assert (await caller.get(f"/v1/students/{family['000001']}")).status_code == 404
    assert await listed(caller, student_id=family["000001"], **query) == []
    (own,) = await listed(caller, student_id=family["000000"], **query)
    assert (own["id"], own["student_ids"]) == (family["g000000"], [family["000000"]])
    (known,) = await listed(assessment.machine(district_id), student_id=family["000001"], **query)
    assert known["id"] == family["g000000"]


async def test_the_pages_of_a_principal_hold_what_one_page_holds(
    assessment: Service, district_id: UUID, family: dict[str, str]
) -> None:
    caller = principal(assessment, district_id)
    page = (await caller.get("/v1/guardians?limit=1")).json()
    rows = page["items"]
    while page["next_cursor"]:
        page = (await caller.get("/v1/guardians", params={"limit": "1", "cursor": page["next_cursor"]})).json()
        rows += page["items"]
    assert (len(rows), rows) == (4, await listed(caller))


@pytest.mark.parametrize("path", ["/v1/academic-sessions", "/v1/instruments", "/v1/roster-imports"])
async def test_what_is_the_districts_is_not_for_somebody_without_a_role(
    assessment: Service, district_id: UUID, path: str
) -> None:
    reply = await assessment.person(district_id, UUID(int=8)).get(path)
    assert_refused(reply, 403, "not_permitted")


@pytest.mark.parametrize("path", ["students", "guardians", "classes", "enrollments", "administrations"])
async def test_somebody_without_a_role_finds_nothing_of_any_school(
    assessment: Service, district_id: UUID, path: str
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    reply = await assessment.person(district_id, UUID(int=8)).get(f"/v1/{path}")
    assert (reply.status_code, reply.json()["items"]) == (200, [])


async def test_a_teacher_of_one_school_reads_sessions_and_instruments(assessment: Service, district_id: UUID) -> None:
    machine = assessment.machine(district_id)
    await run(assessment, district_id, pack(bundles.files()))
    instrument = {
        **{"code": "c", "version": "1", "title": "T", "licence": "CC0"},
        "scales": [{"code": "s", "options": [{"points": 1, "label": "yes"}]}],
        "subscales": [{"code": "a", "title": "A", "items": [{"code": "x", "prompt": "?", "scale": "s"}]}],
    }
    made = await machine.post("/v1/instruments", json=instrument)
    assert made.status_code == 201, made.text
    address = f"/v1/instruments/{made.json()['id']}"
    teacher = assessment.person(district_id, UUID(int=9), ("teacher", school(district_id, "s1")))
    assert len((await teacher.get("/v1/academic-sessions")).json()["items"]) == 1
    assert len((await teacher.get("/v1/instruments")).json()["items"]) == 1
    assert (await teacher.get(address)).status_code == 200
    stranger = await assessment.person(district_id, UUID(int=8)).get(address)
    assert_refused(stranger, 403, "not_permitted")


async def ids(caller: httpx.AsyncClient, path: str) -> set[str]:
    """The ids a list shows."""
    reply = await caller.get(f"/v1/{path}?limit=500")
    assert reply.status_code == 200, reply.text
    return {row["id"] for row in reply.json()["items"]}


async def test_a_teacher_sees_the_students_families_and_enrolments_of_their_own_class(
    assessment: Service, district_id: UUID
) -> None:
    found = bundles.files()
    # A second class at the same school, of nobody's we know; the first loses one student of s2 and keeps the others.
    found["classes"].append({**found["classes"][0], "sourcedId": "k2"})
    for row in found["enrollments"]:
        if row["sourcedId"] in ("e000003", "e000006"):
            row["classSourcedId"] = "k2"
        if row["sourcedId"] == "e000001":
            row["endDate"] = "2026-09-01"
    await run(assessment, district_id, pack(found))
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school(district_id, "s1")))
    taught = {f"{number:06d}" for number in range(12)} - {"000001", "000003", "000006"}
    assert await ids(teacher, "students") == {person(district_id, name) for name in taught}
    assert await ids(teacher, "guardians") == {person(district_id, f"g{name}") for name in taught}
    (own,) = await ids(teacher, "classes")
    rows = (await teacher.get("/v1/enrollments?limit=500")).json()["items"]
    assert {row["class_id"] for row in rows} == {own}
    assert (await teacher.get(f"/v1/students/{person(district_id, '000000')}")).status_code == 200
    assert (await teacher.get(f"/v1/students/{person(district_id, '000003')}")).status_code == 404


@pytest.mark.parametrize(("role", "where"), [("teacher", "s2"), ("mentor", "s1")])
async def test_teaching_lets_in_by_the_role_at_the_classes_school_only(
    assessment: Service, district_id: UUID, role: str, where: str
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    caller = assessment.person(district_id, UUID(person(district_id, "t1")), (role, school(district_id, where)))
    for path in ("students", "guardians", "classes", "enrollments"):
        assert await ids(caller, path) == set()
    assert (await caller.get(f"/v1/students/{person(district_id, '000000')}")).status_code == 404


@pytest.mark.parametrize("is_over", [False, True])
async def test_a_class_whose_terms_are_over_is_nobodys_own_though_its_enrolments_name_no_last_day(
    assessment: Service, district_id: UUID, is_over: bool
) -> None:
    found = bundles.files()
    (year,) = found["academicSessions"]
    past = {**year, "sourcedId": "past", "startDate": "2025-08-25", "endDate": "2026-06-12", "schoolYear": "2026"}
    found["academicSessions"].append(past)
    if is_over:
        found["classes"][0]["termSourcedIds"] = "past"
    for row in found["enrollments"]:
        row |= {"beginDate": "", "endDate": ""}
    await run(assessment, district_id, pack(found))
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school(district_id, "s1")))
    for path in ("students", "guardians", "classes", "enrollments"):
        assert bool(await ids(teacher, path)) is not is_over, path
    one = await teacher.get(f"/v1/students/{person(district_id, '000000')}")
    assert one.status_code == (404 if is_over else 200)


async def test_a_class_the_roster_dropped_lets_nobody_in(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    await assessment.sql("update classes set deleted_at = now() where district_id = $1", district_id)
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school(district_id, "s1")))
    assert await ids(teacher, "students") == set()
