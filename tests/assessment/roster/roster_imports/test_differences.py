"""What a bundle makes different is told by kind, school and row; what is held back waits for a person who looked at it."""

from typing import Any
from uuid import UUID

from services.assessment.roster.roster_imports import running
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, run
from tests.assessment.roster.roster_imports.factories import change, less, row_of
from tests.interleavings.holding import another

REQUESTED = "assessment.roster_import.requested.v1"


def kinds(job: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Of each kind what became of its rows, without zeros."""
    found = {}
    for said in job["difference"]["kinds"]:
        rows = {
            name: number
            for name, number in said.items()
            if name in ("added", "changed", "returned", "removed") and number
        }
        if rows:
            found[said["kind"]] = rows
    return found


async def changes(assessment: Service, district_id: UUID, job: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    return await items(assessment, district_id, f"/v1/roster-imports/{job['id']}/changes", **query)


def steward(assessment: Service, district_id: UUID) -> Any:
    return assessment.person(district_id, new_id(), ("data_manager", None))


async def approve(assessment: Service, caller: Any, district_id: UUID, job: dict[str, Any]) -> dict[str, Any]:
    """Approve it, have the worker run it, and return the job."""
    url = f"/v1/roster-imports/{job['id']}"
    reply = await caller.post(f"{url}/approve", json={"difference_hash": job["difference_hash"]})
    assert (reply.status_code, reply.json()["state"]) == (202, "queued"), reply.text
    await assessment.receive(district_id, (REQUESTED, {"import_id": job["id"]}))
    return dict((await caller.get(url)).json())


async def test_a_first_roster_is_all_new(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundles.files()))
    assert kinds(job) == {
        "schools": {"added": 3},
        "sessions": {"added": 1},
        "classes": {"added": 1},
        "students": {"added": 12},
        "guardians": {"added": 12},
        "staff": {"added": 2},
        "roles": {"added": 3},
        "enrollments": {"added": 13},
    }
    assert [(row["source_id"], row["before"], row["after"]) for row in job["difference"]["schools"]] == [
        (school, 0, 4) for school in ("s1", "s2", "s3")
    ]
    assert len(await changes(assessment, district_id, job)) == 47
    again = await run(assessment, district_id, pack(bundles.files()))
    assert (kinds(again), again["difference"]["schools"]) == ({}, [])
    assert await changes(assessment, district_id, again) == []


async def test_a_trial_run_says_who_comes_moves_and_goes(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = less(bundles.files(), 1, "s1")
    bundles.add_student(found, "000050", "s2")
    for row in found["users"]:
        if row["sourcedId"] == "000004":
            row |= {"primaryOrgSourcedId": "s3", "grades": "04"}
    next(row for row in found["roles"] if row["userSourcedId"] == "000004")["orgSourcedId"] = "s3"
    before = await items(assessment, district_id, "/v1/students")
    job = await run(assessment, district_id, pack(found), validate_only="true")
    assert (job["state"], job["held_until"]) == ("validated", None)
    assert kinds(job)["students"] == {"added": 1, "changed": 1, "removed": 1}
    assert await items(assessment, district_id, "/v1/students") == before
    told = await changes(assessment, district_id, job, kind="students")
    assert [(row["change"], row["source_id"], row["columns"]) for row in told] == [
        ("removed", "000000", []),
        ("changed", "000004", ["grade", "school_id"]),
        ("added", "000050", []),
    ]
    s2, s3 = (str(bundles.school(district_id, school)) for school in ("s2", "s3"))
    assert (told[1]["from_school"]["id"], told[1]["school"]["id"]) == (s2, s3)
    assert {row["change"] for row in await changes(assessment, district_id, job, school_id=s3)} == {"changed"}
    assert {row["kind"] for row in await changes(assessment, district_id, job, change="added")} >= {"guardians"}
    assert [(row["source_id"], row["before"], row["after"]) for row in job["difference"]["schools"]] == [
        ("s1", 4, 3),
        ("s3", 4, 5),
    ]


async def test_what_goes_and_comes_with_something_is_told_too(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    gone = change(row_of("classes", "k1"), status="tobedeleted")
    job = await run(assessment, district_id, gone, allow_shrink="enrollments")
    assert kinds(job) == {"classes": {"removed": 1}, "enrollments": {"removed": 13}}
    job = await run(assessment, district_id, change(row_of("classes", "k1"), "2026-10-02T06:00:00Z"))
    assert kinds(job) == {"classes": {"returned": 1}, "enrollments": {"returned": 13}}


async def held(assessment: Service, district_id: UUID) -> dict[str, Any]:
    """An import that would take half of a district's students away."""
    await run(assessment, district_id, pack(bundles.files(60)))
    return await run(assessment, district_id, pack(less(bundles.files(60), 15, "s1")))


async def test_what_is_held_back_is_imported_once_a_person_approves(assessment: Service, district_id: UUID) -> None:
    job = await held(assessment, district_id)
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_would_shrink")
    assert (kinds(job)["students"], job["held_until"] is not None) == ({"removed": 15}, True)
    assert len(await changes(assessment, district_id, job, kind="students", change="removed")) == 15
    assert len(await items(assessment, district_id, "/v1/students")) == 60
    (owed,) = await assessment.published(district_id, "assessment.work.owed%")
    assert (owed["data"]["origin_id"], owed["data"]["wish"]["role"]) == (job["id"], "data_manager")
    caller = steward(assessment, district_id)
    done = await approve(assessment, caller, district_id, job)
    assert (done["state"], done["refusal"], done["held_until"]) == ("finished", None, None)
    assert (done["approved_by"]["kind"], done["approved_at"] is not None) == ("person", True)
    assert len(await items(assessment, district_id, "/v1/students")) == 45
    assert not await assessment.sql("select from roster_import_parts where district_id = $1", district_id)
    reply = await caller.post(
        f"/v1/roster-imports/{job['id']}/approve", json={"difference_hash": job["difference_hash"]}
    )
    assert_refused(reply, 409, "import_not_held")


async def test_of_two_who_approve_at_once_the_second_is_told(assessment: Service, district_id: UUID) -> None:
    job = await held(assessment, district_id)
    call = steward(assessment, district_id).post(
        f"/v1/roster-imports/{job['id']}/approve", json={"difference_hash": job["difference_hash"]}
    )
    ended = "update roster_imports set state = 'finished', held_until = null where id = $1 returning id"
    async with another(assessment, ended, UUID(job["id"])) as other:
        wait, reply = await other.holds_up(call)
        assert wait.is_at("services/assessment/roster/roster_imports/approving.py::approve")
        await other.commit()
        assert_refused(await reply, 409, "import_not_held")
    (row,) = await assessment.sql("select state from roster_imports where id = $1", UUID(job["id"]))
    assert row["state"] == "finished"


async def test_who_may_approve_and_what(assessment: Service, district_id: UUID) -> None:
    job = await held(assessment, district_id)
    url, wish = f"/v1/roster-imports/{job['id']}/approve", {"difference_hash": job["difference_hash"]}
    assert_refused(await assessment.machine(district_id).post(url, json=wish), 403, "people_only")
    teacher = assessment.person(district_id, new_id(), ("teacher", new_id()))
    assert_refused(await teacher.post(url, json=wish), 403, "not_permitted")
    other = {"difference_hash": "0" * 64}
    assert_refused(await steward(assessment, district_id).post(url, json=other), 409, "content_hash_differs")
    neighbour = steward(assessment, new_id())
    assert_refused(await neighbour.post(url, json=wish), 404, "not_found")
    sender = assessment.person(district_id, new_id(), ("data_manager", None))
    sent = await bundles.post(sender, pack(less(bundles.files(60), 15, "s1")))
    await assessment.receive(district_id, (REQUESTED, {"import_id": sent.json()["id"]}))
    own = (await sender.get(f"/v1/roster-imports/{sent.json()['id']}")).json()
    reply = await sender.post(
        f"/v1/roster-imports/{own['id']}/approve", json={"difference_hash": own["difference_hash"]}
    )
    assert_refused(reply, 403, "own_work")


async def test_another_difference_than_the_approved_one_is_held_back_anew(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(bundles.files(60)))
    late = await bundles.post(assessment.machine(district_id), change(row_of("users", "000001"), status="tobedeleted"))
    job = await run(assessment, district_id, pack(less(bundles.files(60), 15, "s1")))
    caller = steward(assessment, district_id)
    url = f"/v1/roster-imports/{job['id']}"
    reply = await caller.post(f"{url}/approve", json={"difference_hash": job["difference_hash"]})
    assert reply.status_code == 202
    # Before the worker gets to it, changes that were sent earlier make the roster another.
    await assessment.receive(district_id, (REQUESTED, {"import_id": late.json()["id"]}))
    await assessment.receive(district_id, (REQUESTED, {"import_id": job["id"]}))
    anew = (await caller.get(url)).json()
    assert anew["refusal"]["code"] == "roster_would_shrink"
    assert "the roster has changed since this was approved" in anew["refusal"]["detail"]
    assert (anew["approved_by"], anew["difference_hash"] == job["difference_hash"]) == (None, False)
    assert len(await items(assessment, district_id, "/v1/students")) == 59
    done = await approve(assessment, caller, district_id, anew)
    assert (done["state"], len(await items(assessment, district_id, "/v1/students"))) == ("finished", 45)


async def test_what_came_after_it_leaves_nothing_to_approve(assessment: Service, district_id: UUID) -> None:
    job = await held(assessment, district_id)
    await run(assessment, district_id, pack(bundles.files(60)))
    caller = steward(assessment, district_id)
    assert (await caller.get(f"/v1/roster-imports/{job['id']}")).json()["held_until"] is None
    reply = await caller.post(
        f"/v1/roster-imports/{job['id']}/approve", json={"difference_hash": job["difference_hash"]}
    )
    assert_refused(reply, 409, "import_not_held")
    assert not await assessment.sql("select from roster_import_parts where district_id = $1", district_id)


async def test_it_does_not_wait_for_ever(assessment: Service, district_id: UUID) -> None:
    job = await held(assessment, district_id)
    await assessment.sql(
        "update roster_imports set held_until = held_until - $2::interval where district_id = $1 and held_until is not null",
        district_id,
        running.HELD_FOR,
    )
    caller = steward(assessment, district_id)
    reply = await caller.post(
        f"/v1/roster-imports/{job['id']}/approve", json={"difference_hash": job["difference_hash"]}
    )
    assert_refused(reply, 409, "import_not_held")
