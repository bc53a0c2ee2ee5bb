"""Who works at several schools has a role at each of them, in OneRoster 1.1 as well."""

from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service
from tests.assessment.bundles import delta, faults, one_dot_one, pack, run, school

Files = dict[str, list[dict[str, str]]]


def at(found: Files, id_: str, orgs: str) -> Files:
    """The bundle with somebody's organisations."""
    next(row for row in found["users"] if row["sourcedId"] == id_)["orgSourcedIds"] = orgs
    return found


async def held(assessment: Service, district_id: UUID, id_: str) -> dict[str, str]:
    """School and assignment of the roles that were last told of somebody."""
    events = await assessment.published(district_id, "assessment.staff.listed%")
    last = [one for event in events for one in event["data"]["staff"] if one["source_id"] == id_][-1]
    return {role["school_id"]: role["assignment_id"] for role in last["roles"]}


def schools(district_id: UUID, *ids: str) -> set[str]:
    return {str(school(district_id, id_)) for id_ in ids}


async def test_a_teacher_of_two_schools_has_a_role_at_each(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(one_dot_one(), version="1.1"))
    first = await held(assessment, district_id, "t1")
    job = await run(assessment, district_id, pack(at(one_dot_one(), "t1", "s1, s2,s1"), version="1.1"))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    both = await held(assessment, district_id, "t1")
    assert both.keys() == schools(district_id, "s1", "s2")
    assert first.items() <= both.items()
    again = await run(assessment, district_id, pack(at(one_dot_one(), "t1", "s1,s2"), version="1.1"))
    assert again["files"]["users"]["written"] == 0
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == 2


@pytest.mark.parametrize("mode", ["bulk", "delta"])
async def test_a_school_that_is_listed_no_more_is_one_no_more(
    assessment: Service, district_id: UUID, mode: str
) -> None:
    await run(assessment, district_id, pack(at(one_dot_one(), "t1", "s1,s2,s3"), version="1.1"))
    found: dict[str, Any] = at(one_dot_one(), "t1", "s1,s3")
    if mode == "delta":
        found = delta({"users": [row for row in found["users"] if row["sourcedId"] == "t1"]})
    await run(assessment, district_id, pack(found, mode, "1.1"))
    assert (await held(assessment, district_id, "t1")).keys() == schools(district_id, "s1", "s3")
    events = await assessment.published(district_id, "assessment.staff.listed%")
    assert {one["source_id"] for one in events[-1]["data"]["staff"]} == {"t1"}


async def test_one_school_nobody_knows_costs_the_role_there(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(at(one_dot_one(), "t1", "s1,nowhere"), version="1.1"))
    (fault,) = await faults(assessment, district_id, job)
    assert (fault["file"], fault["code"], fault["source_id"]) == ("roles", "reference_unknown", "t1@nowhere")
    assert (await held(assessment, district_id, "t1")).keys() == schools(district_id, "s1")
