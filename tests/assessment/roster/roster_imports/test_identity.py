"""An id that two people claim: nothing of either lands on the other."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import delta, enrollment, faults, items, pack, person, role, run, user

Files = dict[str, list[dict[str, str]]]
CHILD = "000001"


def with_teacher(found: Files, id_: str = CHILD, school: str = "s1") -> Files:
    """A teacher who has the id of a child, as systems have it that number each table from one."""
    found["users"].append(user(id_, "Tilda", "Other", school, email="tilda@example.org"))
    found["roles"].append(role(id_, "teacher", school))
    found["enrollments"].append(enrollment("e-tilda", id_, "teacher"))
    return found


async def staff(assessment: Service, district_id: UUID) -> set[str]:
    """The source ids of all staff who were ever told."""
    events = await assessment.published(district_id, "assessment.staff.listed%")
    return {one["source_id"] for event in events for one in event["data"]["staff"]}


async def said(assessment: Service, district_id: UUID, job: dict[str, Any], code: str) -> list[tuple[str, Any, Any]]:
    """File, column and id of the faults of a code."""
    found = await faults(assessment, district_id, job)
    return [(f["file"], f["column"], f["source_id"]) for f in found if f["code"] == code]


async def test_a_child_and_a_teacher_of_one_id_are_both_refused(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(with_teacher(bundles.files())))
    assert job["state"] == "finished_with_faults"
    assert await said(assessment, district_id, job, "source_id_ambiguous") == [
        ("demographics", "sourcedId", CHILD),
        ("enrollments", "userSourcedId", f"e{CHILD}"),
        ("enrollments", "userSourcedId", "e-tilda"),
        ("roles", "userSourcedId", f"{CHILD}-student-s2"),
        ("roles", "userSourcedId", f"{CHILD}-teacher-s1"),
        ("users", "sourcedId", CHILD),
        ("users", "sourcedId", CHILD),
    ]
    assert await staff(assessment, district_id) == {"t1", "p1"}
    there = {row["source_id"] for row in await items(assessment, district_id, "/v1/students")}
    assert there == {f"{number:06d}" for number in range(12)} - {CHILD}
    enrolled = await items(assessment, district_id, "/v1/enrollments")
    assert person(district_id, CHILD) not in str(enrolled)


async def test_a_child_who_is_known_stays_as_they_were(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    before = {
        path: await items(assessment, district_id, path)
        for path in ("/v1/students", "/v1/enrollments", "/v1/guardians")
    }
    job = await run(assessment, district_id, pack(with_teacher(bundles.files())))
    assert job["state"] == "finished_with_faults"
    for path, rows in before.items():
        assert await items(assessment, district_id, path) == rows
    assert await staff(assessment, district_id) == {"t1", "p1"}


@pytest.mark.parametrize("mode", ["bulk", "delta"])
async def test_a_known_child_is_not_made_staff(assessment: Service, district_id: UUID, mode: str) -> None:
    """Though the bundle does not list the child at all."""
    await run(assessment, district_id, pack(bundles.files()))
    students = await items(assessment, district_id, "/v1/students")
    found: Files = {"users": [], "roles": [], "enrollments": []}
    if mode == "bulk":
        for name, rows in bundles.files().items():
            found[name] = [row for row in rows if CHILD not in (row["sourcedId"], row.get("userSourcedId"))]
    with_teacher(found)
    if mode == "delta":
        found = delta(found)
    job = await run(assessment, district_id, pack(found, mode))
    assert {file for file, *_ in await said(assessment, district_id, job, "source_id_ambiguous")} == {
        "users",
        "roles",
        "enrollments",
    }
    assert await staff(assessment, district_id) == {"t1", "p1"}
    assert await items(assessment, district_id, "/v1/students") == students


async def test_a_student_with_a_role_of_staff_stays_a_student_alone(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["roles"].append(role(CHILD, "aide", "s1"))
    found["enrollments"].append(enrollment("e-aide", CHILD, "aide"))
    job = await run(assessment, district_id, pack(found))
    assert await said(assessment, district_id, job, "source_id_ambiguous") == [
        ("enrollments", "userSourcedId", "e-aide"),
        ("roles", "userSourcedId", f"{CHILD}-aide-s1"),
    ]
    assert await staff(assessment, district_id) == {"t1", "p1"}
    assert len(await items(assessment, district_id, "/v1/students")) == 12


async def test_a_row_that_was_refused_claims_its_id_too(assessment: Service, district_id: UUID) -> None:
    found = with_teacher(bundles.files())
    next(row for row in found["users"] if row["sourcedId"] == CHILD)["familyName"] = ""
    await run(assessment, district_id, pack(found))
    assert await staff(assessment, district_id) == {"t1", "p1"}
    assert CHILD not in {row["source_id"] for row in await items(assessment, district_id, "/v1/students")}


async def test_nobody_answers_for_whom_it_is_not_clear(assessment: Service, district_id: UUID) -> None:
    """The id of a guardian is another parent's as well: neither is linked, and what was linked before stays."""
    found = bundles.files()
    found["users"].append(user("g000002", "Pat", "Elsewhere", "s2"))
    job = await run(assessment, district_id, pack(found))
    assert ("users", "agentSourcedIds", "000002") in await said(assessment, district_id, job, "source_id_ambiguous")
    (child,) = await items(assessment, district_id, "/v1/students", source_id="000002")
    assert await items(assessment, district_id, "/v1/guardians", student_id=child["id"]) == []
    await run(assessment, district_id, pack(bundles.files()))
    (known,) = await items(assessment, district_id, "/v1/guardians", student_id=child["id"])
    await run(assessment, district_id, pack(found))
    assert await items(assessment, district_id, "/v1/guardians", student_id=child["id"]) == [known]


async def test_the_same_person_twice_is_one_person(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"].append(
        {**next(row for row in found["users"] if row["sourcedId"] == "t1"), "primaryOrgSourcedId": ""}
    )
    job = await run(assessment, district_id, pack(found))
    assert [f["code"] for f in await faults(assessment, district_id, job)] == ["source_id_repeated"]
    assert "t1" in await staff(assessment, district_id)
