"""A district says how much less of its roster is too much; until then it is the usual."""

from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import pack, run
from tests.assessment.roster.roster_imports.factories import less

URL = "/v1/roster-thresholds"
USUAL: dict[str, Any] = {
    **{kind: {"percent": 50, "least": 5} for kind in ("schools", "sessions", "classes", "roles", "enrollments")},
    **{kind: {"percent": 20, "least": 5} for kind in ("students", "guardians", "staff")},
    "students_of_a_school": {"percent": 50, "of_at_least": 20},
}


async def say(assessment: Service, district_id: UUID, wish: dict[str, Any], version: int = 0) -> Any:
    steward = assessment.person(district_id, new_id(), ("data_manager", None))
    return await steward.put(URL, json=USUAL | wish, headers={"If-Match": f'"{version}"'})


async def test_nobody_has_said(assessment: Service, district_id: UUID) -> None:
    reply = await assessment.machine(district_id).get(URL)
    assert reply.json() == {**USUAL, "version": 0, "updated_at": None}


async def test_what_is_said_last_holds(assessment: Service, district_id: UUID) -> None:
    strict = {"percent": 5, "least": 2}
    reply = await say(assessment, district_id, {"students": strict, "staff": strict})
    assert (reply.status_code, reply.json()["students"], reply.json()["version"]) == (200, strict, 1), reply.text
    reply = await say(assessment, district_id, {"staff": strict}, 1)
    assert (reply.json()["students"], reply.json()["staff"]) == (USUAL["students"], strict)
    read = (await assessment.machine(district_id).get(URL)).json()
    assert (read["staff"], read["version"]) == (strict, 2)
    assert_refused(await say(assessment, district_id, {}, 1), 412, "stale")


async def test_who_may_say_so(assessment: Service, district_id: UUID) -> None:
    headers = {"If-Match": '"0"'}
    assert_refused(await assessment.machine(district_id).put(URL, json=USUAL, headers=headers), 403, "people_only")
    teacher = assessment.person(district_id, new_id(), ("teacher", new_id()))
    assert_refused(await teacher.put(URL, json=USUAL, headers=headers), 403, "not_permitted")
    assert_refused(await teacher.get(URL), 403, "not_permitted")


@pytest.mark.parametrize(
    "wish",
    [
        {"students": {"percent": 101, "least": 5}},
        {"students": {"percent": -1, "least": 5}},
        {"students": {"percent": 5, "least": 0}},
        {"students": {"percent": 5}},
        {"pets": {"percent": 5, "least": 5}},
        {"students": None},
    ],
)
async def test_what_makes_no_threshold_is_refused(assessment: Service, district_id: UUID, wish: dict[str, Any]) -> None:
    assert_refused(await say(assessment, district_id, wish), 422, "invalid")


async def test_the_districts_own_word_holds(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files(100)))
    await say(
        assessment, district_id, {"students": {"percent": 2, "least": 2}, "enrollments": {"percent": 1, "least": 3}}
    )
    job = await run(assessment, district_id, pack(less(bundles.files(100), 3, "s1")))
    assert job["refusal"]["code"] == "roster_would_shrink"
    assert "students: 100 before, 97 after" in job["refusal"]["detail"]
    assert "enrollments: 101 before, 98 after" in job["refusal"]["detail"]
    assert "guardians" not in job["refusal"]["detail"]
    await say(assessment, district_id, {"students": {"percent": 60, "least": 5}}, 1)
    job = await run(assessment, district_id, pack(less(bundles.files(100), 16, "s1")))
    assert job["state"] == "finished", job["refusal"]


async def test_a_schools_threshold_is_the_districts_too(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files(57)))
    await say(assessment, district_id, {"students_of_a_school": {"percent": 30, "of_at_least": 19}})
    job = await run(assessment, district_id, pack(less(bundles.files(57), 6, "s3")))
    assert "students of the school s3: 6 of 19 no more listed" in job["refusal"]["detail"]


async def test_all_of_a_kind_is_too_much_whatever_is_said(assessment: Service, district_id: UUID) -> None:
    await say(assessment, district_id, {"students": {"percent": 100, "least": 1_000_000}})
    await run(assessment, district_id, pack(bundles.files(12)))
    found = less(bundles.files(12), 4, "s1")
    for school in ("s2", "s3"):
        found = less(found, 4, school)
    job = await run(assessment, district_id, pack(found | {"demographics": "sourcedId,birthDate,sex\r\n"}))
    assert "students: 12 before, 0 after" in job["refusal"]["detail"]


async def test_another_districts_word_is_not_ours(assessment: Service, district_id: UUID) -> None:
    await say(assessment, district_id, {"students": {"percent": 0, "least": 1}})
    other = new_id()
    assert (await assessment.machine(other).get(URL)).json()["version"] == 0
