"""Whose account is disabled, whose role has ended: they are here no more, and come back whole."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import delta, faults, items, pack, person, role, run, user

CHILD = "000004"
TODAY = clock.day_in("UTC", clock.now())
PAST, FUTURE = (str(TODAY + timedelta(days=days)) for days in (-30, 30))
Files = dict[str, list[dict[str, str]]]


def changed(found: Files, file: str, key: str, id_: str, **cells: str) -> Files:
    """The bundle with cells of somebody's rows changed."""
    for row in found[file]:
        if row[key] == id_:
            row.update(cells)
    return found


async def students(assessment: Service, district_id: UUID) -> set[str]:
    return {row["source_id"] for row in await items(assessment, district_id, "/v1/students")}


async def everybody(assessment: Service, district_id: UUID) -> set[str]:
    """The ids of students and guardians."""
    paths = ("/v1/students", "/v1/guardians")
    return {row["source_id"] for path in paths for row in await items(assessment, district_id, path)}


async def told(assessment: Service, district_id: UUID, id_: str) -> dict[str, Any]:
    """What was last told of a staff member."""
    events = await assessment.published(district_id, "assessment.staff.listed%")
    return dict([one for event in events for one in event["data"]["staff"] if one["source_id"] == id_][-1])


@pytest.mark.parametrize("word", ["false", " FALSE ", "0", "No"])
async def test_disabled_staff_are_inactive_and_come_back(assessment: Service, district_id: UUID, word: str) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(
        assessment, district_id, pack(changed(bundles.files(), "users", "sourcedId", "t1", enabledUser=word))
    )
    assert (job["state"], job["files"]["users"]["deleted"]) == ("finished", 1)
    found = await told(assessment, district_id, "t1")
    assert (found["active"], found["roles"]) == (False, [])
    await run(assessment, district_id, pack(bundles.files()))
    found = await told(assessment, district_id, "t1")
    assert (found["active"], [held["role"] for held in found["roles"]]) == (True, ["teacher"])


@pytest.mark.parametrize("mode", ["bulk", "delta"])
async def test_a_disabled_student_is_no_current_one_and_comes_back(
    assessment: Service, district_id: UUID, mode: str
) -> None:
    """In a delta without the roles that did not change."""
    await run(assessment, district_id, pack(bundles.files()))
    before = (await assessment.machine(district_id).get(f"/v1/students/{person(district_id, CHILD)}")).json()
    found = changed(bundles.files(), "users", "sourcedId", CHILD, enabledUser="false")
    for flag in ("false", "true"):
        changed(found, "users", "sourcedId", CHILD, enabledUser=flag)
        sent = found
        if mode == "delta":
            sent = delta({"users": [row for row in found["users"] if row["sourcedId"] == CHILD]})
        job = await run(assessment, district_id, pack(sent, mode))
        assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
        assert (CHILD in await students(assessment, district_id)) is (flag == "true")
    after = (await assessment.machine(district_id).get(f"/v1/students/{person(district_id, CHILD)}")).json()
    same = ("given_name", "school", "grade", "birth_date", "active")
    assert [after[name] for name in same] == [before[name] for name in same]


async def test_a_word_that_is_neither_disables_nobody(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(
        assessment, district_id, pack(changed(bundles.files(), "users", "sourcedId", CHILD, enabledUser="maybe"))
    )
    (fault,) = await faults(assessment, district_id, job)
    assert (fault["code"], fault["column"], fault["severity"]) == ("flag_unknown", "enabledUser", "attribute")
    assert CHILD in await students(assessment, district_id)


@pytest.mark.parametrize("mode", ["bulk", "delta"])
async def test_whose_only_role_has_ended_is_no_student_today(assessment: Service, district_id: UUID, mode: str) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = changed(bundles.files(), "roles", "userSourcedId", CHILD, endDate=PAST)
    if mode == "delta":
        found = delta({"roles": [row for row in found["roles"] if row["userSourcedId"] == CHILD]})
    job = await run(assessment, district_id, pack(found, mode))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    assert await students(assessment, district_id) == {f"{number:06d}" for number in range(12)} - {CHILD}
    if mode == "bulk":
        assert person(district_id, CHILD) not in str(await items(assessment, district_id, "/v1/enrollments"))


@pytest.mark.parametrize("ends", ["", FUTURE, "tomorrow"])
async def test_a_role_that_has_not_ended_is_one(assessment: Service, district_id: UUID, ends: str) -> None:
    ends = str(TODAY + timedelta(days=1)) if ends == "tomorrow" else ends
    await run(assessment, district_id, pack(changed(bundles.files(), "roles", "userSourcedId", CHILD, endDate=ends)))
    assert CHILD in await students(assessment, district_id)


async def test_of_two_roles_the_one_that_lasts_says_the_school(assessment: Service, district_id: UUID) -> None:
    found = changed(bundles.files(), "roles", "userSourcedId", CHILD, endDate=PAST)
    found["roles"].append(role(CHILD, "student", "s3", roleType="secondary"))
    await run(assessment, district_id, pack(changed(found, "users", "sourcedId", CHILD, primaryOrgSourcedId="")))
    (child,) = await items(assessment, district_id, "/v1/students", source_id=CHILD)
    assert child["school"]["id"] == str(bundles.school(district_id, "s3"))


async def test_staff_whose_roles_have_all_ended_are_inactive(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(
        assessment, district_id, pack(changed(bundles.files(), "roles", "userSourcedId", "t1", endDate=PAST))
    )
    assert job["fault_count"] == 0
    found = await told(assessment, district_id, "t1")
    assert (found["active"], found["roles"]) == (False, [])


async def test_who_never_was_here_and_is_disabled_is_no_fault(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["users"].append(user("t9", "Long", "Gone", "s1", enabledUser="false"))
    found["roles"].append(role("t9", "teacher", "s1"))
    found["enrollments"].append(bundles.enrollment("e-t9", "t9", "teacher"))
    job = await run(assessment, district_id, pack(found))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    with pytest.raises(IndexError):
        await told(assessment, district_id, "t9")


def silent(found: Files) -> Files:
    """Without the column that says who is disabled."""
    return {**found, "users": [{k: v for k, v in row.items() if k != "enabledUser"} for row in found["users"]]}


@pytest.mark.parametrize("mode", ["bulk", "delta"])
@pytest.mark.parametrize("who", ["000004", "t1", "g000004"])
async def test_a_file_that_does_not_say_so_brings_nobody_disabled_back(
    assessment: Service, district_id: UUID, who: str, mode: str
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    await run(assessment, district_id, pack(changed(bundles.files(), "users", "sourcedId", who, enabledUser="false")))
    before = await everybody(assessment, district_id)
    events = len(await assessment.published(district_id, "assessment.staff.listed%"))
    sent = silent(bundles.files())
    job = await run(assessment, district_id, pack(delta({"users": sent["users"]}) if mode == "delta" else sent, mode))
    assert {f["column"] for f in await faults(assessment, district_id, job)} == {"enabledUser"}
    assert await everybody(assessment, district_id) == before
    assert who not in before
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == events
    await run(assessment, district_id, pack(bundles.files()))
    assert len(await everybody(assessment, district_id)) == len(before) + (who != "t1")
    await run(assessment, district_id, pack(silent(bundles.files())))
    assert len(await everybody(assessment, district_id)) == len(before) + (who != "t1")


async def test_a_word_that_is_neither_brings_nobody_disabled_back(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    for word in ("false", "maybe"):
        found = changed(bundles.files(), "users", "sourcedId", CHILD, enabledUser=word)
        await run(assessment, district_id, pack(found))
        assert CHILD not in await students(assessment, district_id)
    await run(assessment, district_id, pack(changed(bundles.files(), "users", "sourcedId", CHILD, enabledUser="")))
    assert CHILD in await students(assessment, district_id)
