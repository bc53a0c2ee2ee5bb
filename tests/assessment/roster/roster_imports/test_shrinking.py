"""A single school that a bundle would empty is noticed, however small its part of the district."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, run

Files = dict[str, list[dict[str, str]]]


def less(found: Files, number: int, school: str) -> Files:
    """Without the first students of a school."""
    mine = [row["sourcedId"] for row in found["users"] if row["primaryOrgSourcedId"] == school and row["grades"]]
    gone = set(mine[:number])
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[key] not in gone]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] not in gone]
    return found


def closed(found: Files) -> Files:
    """Without the school s3: its people are at s2 now."""
    found["orgs"] = [row for row in found["orgs"] if row["sourcedId"] != "s3"]
    for name, key in (("users", "primaryOrgSourcedId"), ("roles", "orgSourcedId")):
        found[name] = [{**row, key: "s2"} if row[key] == "s3" else row for row in found[name]]
    return found


def vanished(found: Files) -> Files:
    """Without the school s3 and its students."""
    return closed(less(found, 20, "s3"))


CASES: dict[str, tuple[int, Callable[[Files], Files], str | None]] = {
    "half of twenty": (60, lambda found: less(found, 10, "s3"), None),
    "more than half of twenty": (60, lambda found: less(found, 11, "s3"), "11 of 20 students of the school s3"),
    "more than half of nineteen": (57, lambda found: less(found, 19, "s3"), None),
    "all at another school": (60, closed, None),
    "the school with its students": (60, vanished, "20 of 20 students of the school s3"),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_bundle_that_empties_a_school_is_refused(assessment: Service, district_id: UUID, case: str) -> None:
    students, change, said = CASES[case]
    await run(assessment, district_id, pack(bundles.files(students)))
    job = await run(assessment, district_id, pack(change(bundles.files(students))))
    assert job["state"] == ("failed" if said else "finished"), job["refusal"]
    refusal: dict[str, Any] = job["refusal"] or {"code": None, "detail": ""}
    assert refusal["code"] == ("roster_would_shrink" if said else None)
    assert (said or "") in refusal["detail"]
    if said:
        assert len(await items(assessment, district_id, "/v1/students")) == students


async def test_a_school_may_be_emptied_when_that_is_meant(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files(60)))
    job = await run(assessment, district_id, pack(vanished(bundles.files(60))), allow_shrink="true")
    assert (job["state"], len(await items(assessment, district_id, "/v1/students"))) == ("finished", 40)


async def test_a_delta_says_what_it_deletes_and_is_believed(assessment: Service, district_id: UUID) -> None:
    found = bundles.files(60)
    await run(assessment, district_id, pack(found))
    gone = [row for row in found["users"] if row["primaryOrgSourcedId"] == "s3" and row["grades"]][:15]
    job = await run(assessment, district_id, pack(bundles.delta({"users": gone}, "tobedeleted"), "delta"))
    assert (job["state"], job["files"]["users"]["deleted"]) == ("finished", 15)
