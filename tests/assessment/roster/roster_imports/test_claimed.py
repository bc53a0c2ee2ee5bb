"""An id that two things claim: a class, a school, a course or a session of two sources; nothing of either lands on the other."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, run
from tests.assessment.roster.roster_imports.factories import Files

LISTS = ("/v1/students", "/v1/classes", "/v1/enrollments", "/v1/academic-sessions")
#: Another thing of the same id: the file, the id, and what is different about it.
TWICE: dict[str, tuple[str, str, dict[str, str]]] = {
    "a class of another school": ("classes", "k1", {"schoolSourcedId": "s2"}),
    "a class of another title": ("classes", "k1", {"title": "Band"}),
    "a class of another code": ("classes", "k1", {"classCode": "B7"}),
    "a school and a department": ("orgs", "s1", {"type": "department"}),
    "a school of another name": ("orgs", "s1", {"name": "Elsewhere"}),
    "a school of another number": ("orgs", "s1", {"identifier": "0999"}),
    "a course": ("courses", "c", {"title": "Choir"}),
    "a session": ("academicSessions", "y", {"startDate": "2025-08-24", "endDate": "2026-06-11"}),
}


def claimed(case: str, *, first: bool = False) -> Files:
    """The bundle with another row of the same id, before or behind the one that was always there."""
    file, id_, other = TWICE[case]
    found = bundles.files()
    row = {**next(row for row in found[file] if row["sourcedId"] == id_), **other}
    found[file].insert(0 if first else len(found[file]), row)
    return found


async def told(assessment: Service, district_id: UUID, job: dict[str, Any]) -> list[dict[str, Any]]:
    return await faults(assessment, district_id, job)


@pytest.mark.parametrize("first", [False, True], ids=["behind", "before"])
@pytest.mark.parametrize("case", TWICE)
async def test_what_is_known_stays_as_it_was(assessment: Service, district_id: UUID, case: str, first: bool) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    before = {path: await items(assessment, district_id, path) for path in LISTS}
    job = await run(assessment, district_id, pack(claimed(case, first=first)))
    file, id_, _ = TWICE[case]
    found = await told(assessment, district_id, job)
    assert job["state"] == "finished_with_faults", job
    assert [(f["file"], f["source_id"]) for f in found if f["code"] == "source_id_ambiguous"] == [(file, id_)] * 2
    assert {path: await items(assessment, district_id, path) for path in LISTS} == before
    assert len(await assessment.published(district_id, "assessment.schools.listed%")) == 1


async def test_the_first_time_nothing_of_either_is_taken(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(claimed("a class of another school")))
    assert await items(assessment, district_id, "/v1/classes") == []
    assert await items(assessment, district_id, "/v1/enrollments") == []
    found = await told(assessment, district_id, job)
    hanging = [f for f in found if f["file"] == "enrollments"]
    assert {(f["code"], f["severity"], f["cause_file"]) for f in hanging} == {
        ("reference_refused", "ripple", "classes")
    }
    assert (len(hanging), job["fault_count"]) == (13, 2)


async def test_people_of_a_school_that_two_claim_are_people_still(assessment: Service, district_id: UUID) -> None:
    """Their school is nobody's: the first time it is null."""
    job = await run(assessment, district_id, pack(claimed("a school of another name")))
    there = {row["source_id"]: row["school"] for row in await items(assessment, district_id, "/v1/students")}
    assert there["000001"] is not None
    assert there.get("000000") is None
    assert job["state"] == "finished_with_faults"


@pytest.mark.parametrize("file", ["orgs", "academicSessions", "courses", "classes"])
async def test_the_same_thing_twice_is_one_thing(assessment: Service, district_id: UUID, file: str) -> None:
    found = bundles.files()
    found[file].append(dict(found[file][-1]))
    job = await run(assessment, district_id, pack(found))
    assert [f["code"] for f in await told(assessment, district_id, job)] == ["source_id_repeated"]
    assert len(await items(assessment, district_id, "/v1/enrollments")) == 13


async def test_a_row_that_was_refused_claims_its_id_too(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = claimed("a class of another title")
    found["classes"][0]["title"] = ""
    await run(assessment, district_id, pack(found))
    (known,) = await items(assessment, district_id, "/v1/classes")
    assert known["title"] == "Reading 1"
