"""A source ends: what stood by it alone goes, what others say stands again, and all of it can be taken back."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, person, post, run
from tests.assessment.roster.roster_sources.factories import (
    CODE,
    declare,
    named,
    one_child,
    order,
    push,
    read,
    same,
    smaller,
    steward,
)

CHILD = "000003"


async def begun(assessment: Service, district_id: UUID, *alone: str) -> str:
    """Two sources: the second lists a child of the first, whose grade is its word, and some alone. Returns its path."""
    await run(assessment, district_id, pack(bundles.files()))
    source = await declare(assessment, district_id)
    await same(assessment, district_id, "school", {"s1": "s1", "s2": "s2", "s3": "s3", "d": "d"})
    await same(assessment, district_id, "session", {"y": "y"})
    await one_child(assessment, district_id, "900", CHILD)
    await order(assessment, district_id, grade=[CODE], demographics=[CODE])
    said = smaller("900", *alone, grades="04")
    for row in said["demographics"]:
        row |= {"asian": "true"}
    assert (await run(assessment, district_id, pack(said), source=CODE))["state"] == "finished"
    return f"/v1/roster-sources/{source['id']}"


async def worked(assessment: Service, district_id: UUID, reply: Any) -> dict[str, Any]:
    """Have the worker do a job that was asked for."""
    assert reply.status_code == 202, reply.text
    import_id = reply.json()["id"]
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": import_id}))
    return dict((await assessment.machine(district_id).get(f"/v1/roster-imports/{import_id}")).json())


def of_kind(job: dict[str, Any], kind: str) -> tuple[int, int, int, int]:
    """Before, after, removed, changed."""
    (found,) = [one for one in job["difference"]["kinds"] if one["kind"] == kind]
    return found["before"], found["after"], found["removed"], found["changed"]


async def stands(assessment: Service, district_id: UUID) -> dict[str, Any]:
    """The roster as callers read it: students with the child's word of each source, and what hangs on them."""
    rows = {
        path: await items(assessment, district_id, f"/v1/{path}") for path in ("students", "guardians", "enrollments")
    }
    told = ("id", "given_name", "grade", "school", "sources", "active")
    demographics = (
        await assessment.machine(district_id).get(f"/v1/students/{person(district_id, CHILD)}/demographics")
    ).json()
    return {
        "students": {row["id"]: {name: row[name] for name in told} for row in rows["students"]},
        **{path: sorted(row["id"] for row in rows[path]) for path in ("guardians", "enrollments")},
        "asian": demographics["asian"],
    }


async def test_what_would_change_is_said_and_nothing_changes(assessment: Service, district_id: UUID) -> None:
    path, before = await begun(assessment, district_id, "901"), await stands(assessment, district_id)
    person_ = steward(assessment, district_id)
    job = await worked(assessment, district_id, await person_.post(f"{path}/end", params={"validate_only": "true"}))
    assert (job["state"], job["ends_source"], job["source"]) == ("validated", True, CODE)
    assert of_kind(job, "students") == (13, 12, 1, 1)
    changes = await items(assessment, district_id, f"/v1/roster-imports/{job['id']}/changes", kind="students")
    assert {one["change"]: one["row_id"] for one in changes} == {
        "removed": named(district_id, "901"),
        "changed": person(district_id, CHILD),
    }
    (fallen,) = [one for one in changes if one["change"] == "changed"]
    assert fallen["columns"] == ["grade", "sources"]
    assert await stands(assessment, district_id) == before
    assert (await person_.get(path)).json()["ended_at"] is None


async def test_it_ends_and_is_taken_back(assessment: Service, district_id: UUID) -> None:
    path, before = await begun(assessment, district_id, "901"), await stands(assessment, district_id)
    assert (before["students"][person(district_id, CHILD)]["grade"], before["asian"]) == ("04", True)
    job = await worked(assessment, district_id, await steward(assessment, district_id).post(f"{path}/end"))
    assert job["state"] == "finished", job
    after = await stands(assessment, district_id)
    child = after["students"][person(district_id, CHILD)]
    assert (child["grade"], child["sources"], child["active"], after["asian"]) == ("03", [], True, None)
    assert after["students"].keys() == before["students"].keys() - {named(district_id, "901")}
    assert (await read(assessment, district_id, named(district_id, "901")))["active"] is False
    shown = (await steward(assessment, district_id).get(path)).json()
    assert (shown["ended_by_import_id"], shown["may"]) == (job["id"], [])
    machine = assessment.machine(district_id)
    assert_refused(await post(machine, pack(smaller("900")), source=CODE), 409, "roster_source_ended")
    names = {"given_name": "A", "family_name": "B"}
    assert_refused(await machine.put(f"/v1/students/{CODE}/902", json=names), 409, "roster_source_ended")
    assert_refused(await machine.delete(f"/v1/students/{CODE}/901"), 409, "roster_source_ended")
    # The other goes on as before.
    assert (await run(assessment, district_id, pack(bundles.files())))["state"] == "finished"
    assert await stands(assessment, district_id) == after
    back = await steward(assessment, district_id).post(f"/v1/roster-imports/{job['id']}/restore")
    assert (await worked(assessment, district_id, back))["state"] == "finished"
    assert await stands(assessment, district_id) == before
    assert (await steward(assessment, district_id).get(path)).json()["ended_at"] is None
    await push(assessment, district_id, CODE, "902")


@pytest.mark.parametrize("asian", [True, False], ids=["the same", "something else"])
async def test_what_a_person_wrote_stands_when_a_source_ends_that_said_of_the_same(
    assessment: Service, district_id: UUID, asian: bool
) -> None:
    path = await begun(assessment, district_id, "901")
    machine, address = assessment.machine(district_id), f"/v1/students/{person(district_id, CHILD)}/demographics"
    said = await machine.patch(address, json={"asian": asian}, headers={"If-Match": "*"})
    assert (said.status_code, said.json()["asian"]) == (200, asian), said.text
    job = await worked(assessment, district_id, await steward(assessment, district_id).post(f"{path}/end"))
    assert job["state"] == "finished", job
    found = (await machine.get(address)).json()
    assert (found["asian"], found["sources"]) == (asian, [{"source": "by_hand", "fields": ["asian"]}])


async def test_of_many_who_end_a_source_at_once_one_does(assessment: Service, district_id: UUID) -> None:
    path = await begun(assessment, district_id, "901")
    who = steward(assessment, district_id)
    replies = await asyncio.gather(*(who.post(f"{path}/end") for _ in range(4)))
    first, *others = sorted(replies, key=lambda reply: reply.status_code)
    for reply in others:
        assert_refused(reply, 409, "roster_source_importing")
    assert (await worked(assessment, district_id, first))["state"] == "finished"


async def test_one_that_much_stands_by_waits_for_somebody_else(assessment: Service, district_id: UUID) -> None:
    path = await begun(assessment, district_id, *(f"9{number}" for number in range(10, 18)))
    who = steward(assessment, district_id)
    job = await worked(assessment, district_id, await who.post(f"{path}/end"))
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_would_shrink")
    assert of_kind(job, "students")[:3] == (20, 12, 8)
    assert len(await items(assessment, district_id, "/v1/students")) == 20
    wish = {"difference_hash": job["difference_hash"]}
    assert_refused(await who.post(f"/v1/roster-imports/{job['id']}/approve", json=wish), 403, "own_work")
    other = steward(assessment, district_id)
    job = await worked(assessment, district_id, await other.post(f"/v1/roster-imports/{job['id']}/approve", json=wish))
    assert (job["state"], len(await items(assessment, district_id, "/v1/students"))) == ("finished", 12)


async def test_one_that_is_being_imported_is_refused_by_name(assessment: Service, district_id: UUID) -> None:
    path, who = await begun(assessment, district_id), steward(assessment, district_id)
    assert_refused(await assessment.machine(district_id).post(f"{path}/end"), 403, "people_only")
    sent = await post(assessment.machine(district_id), pack(smaller("900")), source=CODE)
    assert_refused(await who.post(f"{path}/end"), 409, "roster_source_importing")
    assert (await who.get(path)).json()["may"] == ["change"]
    await worked(assessment, district_id, sent)
    # A bundle that comes while the end is asked for is imported no more.
    end, late = (
        await who.post(f"{path}/end"),
        await post(assessment.machine(district_id), pack(smaller("900")), source=CODE),
    )
    assert (await worked(assessment, district_id, end))["state"] == "finished"
    job = await worked(assessment, district_id, late)
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_source_ended")
    assert_refused(await who.post(f"{path}/end"), 404, "not_found")
