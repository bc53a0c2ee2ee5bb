"""A student of several schools is a student of each of them on the days of their roles, in every list, and of no other."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.assessment.records.student_records.turns import TURN
from shared import clock
from shared.context.work import work_for
from shared.db.locks import one_at_a_time
from shared.testing.calls import Service
from shared.testing.databases import eventually
from tests.assessment import bundles
from tests.assessment.bundles import delta, items, one_dot_one, pack, person, role, run, school

Files = dict[str, list[dict[str, str]]]
TODAY = clock.now().date()
CHILD, OTHER = "000000", "000003"
LONG_AGO = "2020-01-01T00:00:00Z"
NOTICE = {"types": ["name", "school"], "notice_on": "2026-08-01", "refuse_until": "2026-08-02"}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def bundle(where: str = "s2", **more: str) -> Files:
    """The small district, a student of s1 going to another school besides."""
    found = bundles.files()
    found["roles"].append(role(CHILD, "student", where, roleType="secondary", **more))
    return found


async def seen(caller: httpx.AsyncClient, path: str, who: str, **query: str) -> bool:
    """Does a list show what is of this student?"""
    reply = await caller.get(f"/v1/{path}", params={"limit": "500", **query})
    assert reply.status_code == 200, reply.text
    return any(who in (row["id"], row.get("student_id"), *row.get("student_ids", ())) for row in reply.json()["items"])


async def everywhere(assessment: Service, district_id: UUID, where: str) -> set[bool]:
    """In which lists those of a school see the student: each caller, each list, each question. One answer, if all agree."""
    at, child = school(district_id, where), person(district_id, CHILD)
    found = set()
    for caller in (
        assessment.person(district_id, UUID(int=7), ("principal", at)),
        assessment.machine_at(district_id, at),
    ):
        for query in ({}, {"updated_since": LONG_AGO}, {"count": "true"}):
            for path in ("students", "guardians", "caseload-assignments", "directory-information"):
                found.add(await seen(caller, path, child, **query))
        found.add((await caller.get(f"/v1/students/{child}")).status_code == 200)
    for query in ({}, {"updated_since": LONG_AGO}, {"school_id": f"{at},{school(district_id, 's9')}"}):
        for path in ("students", "directory-information"):
            found.add(await seen(assessment.machine(district_id), path, child, **{"school_id": str(at), **query}))
    return found


async def prepared(assessment: Service, district_id: UUID, content: bytes, **query: str) -> dict[str, Any]:
    """The roster, a notice, and somebody who mentors the student."""
    job = await run(assessment, district_id, content, **query)
    machine = assessment.machine(district_id)
    await machine.put("/v1/directory-information-policy", json=NOTICE, headers={"If-Match": '"0"'})
    await assessment.receive(district_id, *bundles.at_work(UUID(int=6)))
    wish = {"student_id": person(district_id, CHILD), "staff_id": str(UUID(int=6)), "relation": "mentee"}
    made = await machine.post("/v1/caseload-assignments", json={**wish, "starts_on": day(-9)})
    assert made.status_code == 201, made.text
    return job


async def attended(assessment: Service, district_id: UUID, who: str = CHILD) -> list[tuple[str, bool]]:
    """The schools a student's row and list item say, the same in both."""
    path = f"/v1/students/{person(district_id, who)}"
    (listed,) = await items(assessment, district_id, "/v1/students", source_id=who)
    one = (await assessment.machine(district_id).get(path)).json()
    assert one["schools"] == listed["schools"]
    assert one["schools"][0]["id"] == one["school"]["id"]
    known = {str(school(district_id, name)): name for name in bundles.SCHOOLS}
    return [(known[at["id"]], at["primary"]) for at in one["schools"]]


async def placed(assessment: Service, district_id: UUID) -> list[str]:
    """The schools partners were last told of the student."""
    events = await assessment.published(district_id, "assessment.placements.listed%")
    told = [one for event in events for one in event["data"]["placements"]]
    return list([one["school_ids"] for one in told if one["student_id"] == person(district_id, CHILD)][-1])


async def begin(assessment: Service, district_id: UUID, on: date) -> None:
    said = {"day": on.isoformat(), "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}
    await assessment.receive(district_id, ("scheduling.day.begun.v1", said))


async def test_both_schools_see_the_student_in_every_list_and_a_third_in_none(
    assessment: Service, district_id: UUID
) -> None:
    await prepared(assessment, district_id, pack(bundle()))
    assert await attended(assessment, district_id) == [("s1", True), ("s2", False)]
    assert await attended(assessment, district_id, OTHER) == [("s1", True)]
    assert [await everywhere(assessment, district_id, at) for at in ("s1", "s2", "s3")] == [{True}, {True}, {False}]
    assert await placed(assessment, district_id) == [str(school(district_id, at)) for at in ("s1", "s2")]
    again = await run(assessment, district_id, pack(bundle()))
    assert [kind for kind in again["difference"]["kinds"] if kind["changed"] or kind["added"]] == []


@pytest.mark.parametrize("how", ["ended", "dropped", "delta", "ends", "begins"])
async def test_a_school_that_was_left_or_not_yet_begun_sees_the_student_no_more(
    assessment: Service, district_id: UUID, how: str
) -> None:
    await prepared(assessment, district_id, pack(bundle()))
    (before,) = await items(assessment, district_id, "/v1/students", source_id=CHILD)
    ended: dict[str, Any] = {
        "ended": bundle(endDate=day(-3)),
        "dropped": bundles.files(),
        "delta": delta({"roles": [role(CHILD, "student", "s2")]}, "tobedeleted"),
        "ends": delta({"roles": [role(CHILD, "student", "s2", roleType="secondary", endDate=day(-2))]}),
        "begins": bundle(beginDate=day(4)),
    }
    job = await run(assessment, district_id, pack(ended[how], "delta" if how in ("delta", "ends") else "bulk"))
    assert job["state"].startswith("finished"), job
    assert [await everywhere(assessment, district_id, at) for at in ("s1", "s2")] == [{True}, {False}]
    assert await attended(assessment, district_id) == [("s1", True)]
    assert await placed(assessment, district_id) == [str(school(district_id, "s1"))]
    (after,) = await items(assessment, district_id, "/v1/students", source_id=CHILD)
    assert after["version"] == before["version"] + 1
    (school_two,) = [one for one in job["difference"]["schools"] if one["source_id"] == "s2"]
    assert (school_two["before"], school_two["after"]) == (5, 4)
    rows = (await assessment.machine(district_id).get(f"/v1/roster-imports/{job['id']}/changes")).json()["items"]
    assert [(row["kind"], row["columns"]) for row in rows] == [("students", ["schools"])]


async def test_the_dates_of_roles_hold_without_a_bundle(assessment: Service, district_id: UUID) -> None:
    await prepared(assessment, district_id, pack(bundle(beginDate=day(-9), endDate=day(9))))
    (before,) = await items(assessment, district_id, "/v1/students", source_id=CHILD)
    await begin(assessment, district_id, TODAY)
    assert (await items(assessment, district_id, "/v1/students", source_id=CHILD)) == [before]
    # The day after its last is told to whoever follows changes, and to partners.
    await begin(assessment, district_id, TODAY + timedelta(days=10))
    (after,) = await items(assessment, district_id, "/v1/students", source_id=CHILD)
    assert after["version"] == before["version"] + 1
    assert await placed(assessment, district_id) == [str(school(district_id, "s1"))]


async def test_a_day_begins_after_a_running_import(assessment: Service, district_id: UUID) -> None:
    """Else each would wait for rows the other has changed."""
    await run(assessment, district_id, pack(bundle(beginDate=day(-9), endDate=day(9))))

    async def waits() -> bool:
        held = "select 1 from pg_locks where locktype = 'advisory' and not granted and database in (select oid from pg_database"
        return bool(await assessment.sql(f"{held} where datname = current_database())"))

    async with work_for(assessment.app.state.db, assessment.settings, district_id) as ctx:
        await one_at_a_time(ctx, TURN)
        begun = asyncio.create_task(begin(assessment, district_id, TODAY + timedelta(days=10)))
        await eventually(waits, "the day waits")
        assert not begun.done()
    await begun
    assert await placed(assessment, district_id) == [str(school(district_id, "s1"))]


async def test_a_push_moves_a_student_from_one_of_their_schools(assessment: Service, district_id: UUID) -> None:
    await prepared(assessment, district_id, pack(bundle()))
    body = {"given_name": "Gina", "family_name": f"Child{CHILD}", "school_source_id": "s3"}
    reply = await assessment.machine(district_id).put(f"/v1/students/sis/{CHILD}", json=body)
    assert reply.status_code == 200, reply.text
    assert await attended(assessment, district_id) == [("s3", True), ("s2", False)]
    assert [await everywhere(assessment, district_id, at) for at in ("s1", "s2", "s3")] == [{False}, {True}, {True}]


async def test_of_two_who_are_one_both_schools_are_theirs_until_they_are_two_again(
    assessment: Service, district_id: UUID
) -> None:
    await prepared(assessment, district_id, pack(bundles.files()))
    machine, other = assessment.machine(district_id), person(district_id, "000001")
    path, body = f"/v1/students/{person(district_id, CHILD)}", {"student_id": other, "reason": "one child"}
    assert (await machine.post(f"{path}/merge", json=body)).status_code in (200, 201)
    assert await attended(assessment, district_id) == [("s1", True), ("s2", False)]
    assert await everywhere(assessment, district_id, "s2") == {True}
    assert (await machine.post(f"{path}/split", json=body)).status_code in (200, 201)
    assert await attended(assessment, district_id) == [("s1", True)]
    assert await attended(assessment, district_id, "000001") == [("s2", True)]


async def test_who_has_left_their_school_is_at_the_one_they_attend(assessment: Service, district_id: UUID) -> None:
    found = bundle(beginDate=day(-9))
    own = next(row for row in found["roles"] if row["userSourcedId"] == CHILD)
    own |= {"endDate": day(3)}
    await prepared(assessment, district_id, pack(found))
    assert await attended(assessment, district_id) == [("s1", True), ("s2", False)]
    gone = "update student_schools set ends_on = $1 where ends_on is not null and district_id = $2"
    await assessment.sql(gone, TODAY - timedelta(days=2), district_id)
    await begin(assessment, district_id, TODAY)
    assert await attended(assessment, district_id) == [("s2", True)]
    assert [await everywhere(assessment, district_id, at) for at in ("s1", "s2")] == [{False}, {True}]
    assert await placed(assessment, district_id) == [str(school(district_id, "s2"))]


async def test_in_one_dot_one_the_first_of_several_is_the_primary(assessment: Service, district_id: UUID) -> None:
    found = one_dot_one()
    child = next(row for row in found["users"] if row["sourcedId"] == CHILD)
    child["orgSourcedIds"] = "s2,s1"
    await prepared(assessment, district_id, pack(found, version="1.1"))
    assert await attended(assessment, district_id) == [("s2", True), ("s1", False)]
    child["orgSourcedIds"] = "s1"
    changed = delta({"users": [child]})
    await run(assessment, district_id, pack(changed, "delta", "1.1"))
    assert await attended(assessment, district_id) == [("s1", True)]
    assert await everywhere(assessment, district_id, "s2") == {False}


@pytest.mark.parametrize("kind", ["primary", "secondary"])
async def test_a_delta_of_a_further_role_moves_nobody(assessment: Service, district_id: UUID, kind: str) -> None:
    await prepared(assessment, district_id, pack(bundles.files()))
    added = delta({"roles": [role(CHILD, "student", "s3", roleType=kind, beginDate=day(-5))]})
    await run(assessment, district_id, pack(added, "delta"))
    assert await attended(assessment, district_id) == [("s1", True), ("s3", False)]


async def test_those_of_a_further_school_hear_that_a_student_has_gone(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundle()))
    found = bundles.files()
    for name, rows in found.items():
        found[name] = [row for row in rows if CHILD not in (row.get("sourcedId"), row.get("userSourcedId"))]
    await run(assessment, district_id, pack(found))
    caller = assessment.machine_at(district_id, school(district_id, "s2"))
    rows = (await caller.get("/v1/students", params={"updated_since": LONG_AGO})).json()["items"]
    assert [row["deleted_at"] is not None for row in rows if row["source_id"] == CHILD] == [True]
    assert not await seen(caller, "students", person(district_id, CHILD))


async def test_a_further_school_that_would_lose_most_is_held_back(assessment: Service, district_id: UUID) -> None:
    found = bundles.files(60)
    for number in range(0, 60, 3):
        found["roles"].append(role(f"{number:06d}", "student", "s4", roleType="secondary"))
    found["orgs"].append({**found["orgs"][1], "sourcedId": "s4", "identifier": "0401", "name": "Career Center"})
    assert (await run(assessment, district_id, pack(found)))["state"] == "finished"
    found["roles"] = [row for row in found["roles"] if row["orgSourcedId"] != "s4"]
    job = await run(assessment, district_id, pack(found))
    assert job["refusal"]["code"] == "roster_would_shrink"
    assert "students of the school s4: 20 of 20" in job["refusal"]["detail"]
