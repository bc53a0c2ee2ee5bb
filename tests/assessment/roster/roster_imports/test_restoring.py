"""An import is taken back whole: what it changed is as it was, but for what was changed since, which is told."""

import re
from typing import Any
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports import befores
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, person, run
from tests.assessment.roster.roster_imports.factories import Files, change, row_of

TABLES = (
    *("roster_orgs", "academic_sessions", "roster_courses", "classes", "students", "guardians", "roster_staff"),
    *("roster_roles", "student_schools", "enrollments", "student_guardians", "student_demographics"),
)
# What counts changes, and what partners was told.
STAMPS = re.compile(r'"(version|updated_at|updated_by|told)": [^,}]+')


def other_year() -> Files:
    """The roster after an accident: people gone, renamed, moved and new, another school, course, class and guardian."""
    found = bundles.files()
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[key] not in ("000001", "p1")]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] != "000001"]
    for row in found["users"]:
        if row["sourcedId"] == "000003":
            row |= {"familyName": "Other", "grades": "05", "primaryOrgSourcedId": "s2", "agentSourcedIds": "g000004"}
        if row["sourcedId"] == "000004":
            row["agentSourcedIds"] = ""
        if row["sourcedId"] == "t1":
            row["email"] = "tea@example.org"
    found["courses"][0]["title"] = "Writing"
    found["orgs"][-1]["name"] = "Another"
    found["academicSessions"] += [
        {**found["academicSessions"][0], "sourcedId": "t", "title": "Fall", "type": "term", "parentSourcedId": "y"}
    ]
    found["academicSessions"][0]["title"] = "2026"
    found["classes"][0] |= {"termSourcedIds": "y,t", "grades": "04"}
    found["classes"].append({**found["classes"][0], "sourcedId": "k2", "title": "Writing 2"})
    found["courses"].append({"sourcedId": "c2", "title": "Choir", "courseCode": "C2"})
    found["enrollments"][2] |= {"classSourcedId": "k2", "endDate": "2026-12-18"}
    for row in found["roles"]:
        if row["userSourcedId"] == "t1":
            row["orgSourcedId"] = "s2"
    for row in found["demographics"]:
        row |= {"white": "true" if row["sourcedId"] == "000004" else "", "asian": "true"}
    bundles.add_student(found, "000900", "s3")
    return found


async def picture(assessment: Service, district_id: UUID) -> dict[str, list[str]]:
    """What lives of the roster, but for its stamps."""
    said = {}
    for table in TABLES:
        query = f"select to_jsonb(t)::text as row from {table} t where district_id = $1"
        if table == "student_guardians":
            # Of a child who is gone it stays, as after a delta.
            query += " and exists (select from students s where s.id = t.student_id and s.deleted_at is null)"
        if table == "student_demographics":
            # A row that says nothing is as good as none.
            query += " and num_nonnulls(white, asian) > 0"
        rows = await assessment.sql(query, district_id)
        lives = [row["row"] for row in rows if '"deleted_at": "' not in row["row"]]
        said[table] = sorted(STAMPS.sub("", row) for row in lives)
    return said


def steward(assessment: Service, district_id: UUID) -> Any:
    return assessment.person(district_id, new_id(), ("data_manager", None))


async def restored(assessment: Service, district_id: UUID, job: dict[str, Any]) -> dict[str, Any]:
    """Have an import taken back, and the worker do it."""
    caller = steward(assessment, district_id)
    reply = await caller.post(f"/v1/roster-imports/{job['id']}/restore")
    assert reply.status_code == 202, reply.text
    made = reply.json()
    assert (made["restores"], made["state"]) == (job["id"], "queued")
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": made["id"]}))
    return dict((await caller.get(f"/v1/roster-imports/{made['id']}")).json())


async def test_all_that_an_import_changed_is_as_it_was(assessment: Service, district_id: UUID) -> None:
    true = bundles.files()
    for row in true["demographics"][1:]:
        row |= {"white": "true", "asian": ""}
    await run(assessment, district_id, pack(true))
    before = await picture(assessment, district_id)
    bad = await run(assessment, district_id, pack(other_year()))
    assert bad["state"] == "finished", bad
    changed = await picture(assessment, district_id)
    assert all(changed[table] != before[table] for table in TABLES)

    job = await restored(assessment, district_id, bad)

    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    assert await picture(assessment, district_id) == before
    students = next(kind for kind in job["difference"]["kinds"] if kind["kind"] == "students")
    assert {name: students[name] for name in ("before", "after", "returned", "removed")} == {
        **{"before": 12, "after": 12, "returned": 1, "removed": 1}
    }
    # What follows from the roster is told anew.
    told = (await assessment.published(district_id, "assessment.placements.listed.v1"))[-1]["data"]["placements"]
    active = {one["student_id"]: one["active"] for one in told}
    assert (active[person(district_id, "000001")], active[person(district_id, "000900")]) == (True, False)
    staff = (await assessment.published(district_id, "assessment.staff.listed.v1"))[-1]["data"]["staff"]
    assert {one["source_id"]: (one["active"], one["email"]) for one in staff} == {
        **{"p1": (True, None), "t1": (True, None)}
    }
    # And can itself be taken back.
    again = await restored(assessment, district_id, job)
    assert again["state"] == "finished"
    assert await picture(assessment, district_id) == changed


async def test_what_was_changed_since_stays_and_is_told(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    bad = await run(assessment, district_id, pack(other_year()))
    names = {"given_name": "Gina", "family_name": "Mended"}
    await assessment.machine(district_id).put("/v1/students/sis/000003", json=names)
    job = await restored(assessment, district_id, bad)
    assert job["state"] == "finished_with_faults"
    told = [(f["file"], f["row"], f["code"], f["source_id"]) for f in await faults(assessment, district_id, job)]
    assert told == [("users", None, "changed_since", "000003")]
    found = {row["source_id"]: row for row in await items(assessment, district_id, "/v1/students")}
    assert (found["000003"]["family_name"], "000001" in found, "000900" in found) == ("Mended", True, False)


async def test_a_delta_that_was_taken_back_can_be_sent_again(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    before = await picture(assessment, district_id)
    gone = change(row_of("users", "000003"), "2026-10-05T06:00:00Z", "tobedeleted")
    await restored(assessment, district_id, await run(assessment, district_id, gone))
    assert await picture(assessment, district_id) == before
    mended = change(row_of("users", "000003", familyName="Mended"), "2026-10-04T06:00:00Z")
    job = await run(assessment, district_id, mended)
    assert (job["state"], len(await items(assessment, district_id, "/v1/students"))) == ("finished", 12)
    (child,) = await items(assessment, district_id, "/v1/students", source_id="000003")
    assert child["family_name"] == "Mended"


async def test_which_can_be_taken_back_and_by_whom(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(befores, "MOST_RESTORABLE", 2)
    jobs = [await run(assessment, district_id, pack(bundles.files(12 + number))) for number in range(3)]
    url = "/v1/roster-imports/{}/restore"
    caller = steward(assessment, district_id)
    assert_refused(await caller.post(url.format(jobs[0]["id"])), 409, "import_not_restorable")
    assert (
        await assessment.sql(
            "select from roster_import_befores where import_id = $1 and district_id = $2",
            UUID(jobs[0]["id"]),
            district_id,
        )
        == []
    )
    trial = await run(assessment, district_id, pack(bundles.files()), validate_only="true")
    assert_refused(await caller.post(url.format(trial["id"])), 409, "import_not_restorable")
    assert_refused(await assessment.machine(district_id).post(url.format(jobs[2]["id"])), 403, "people_only")
    teacher = assessment.person(district_id, new_id(), ("teacher", bundles.school(district_id, "s1")))
    assert_refused(await teacher.post(url.format(jobs[2]["id"])), 403, "not_permitted")
    for job, left in zip(reversed(jobs[1:]), (13, 12), strict=True):
        assert job["restorable_until"] is not None
        await restored(assessment, district_id, job)
        assert len(await items(assessment, district_id, "/v1/students")) == left
        assert_refused(await caller.post(url.format(job["id"])), 409, "import_not_restorable")
        monkeypatch.setattr(befores, "MOST_RESTORABLE", 5)


async def test_what_is_held_for_later_is_as_it_was(assessment: Service, district_id: UUID) -> None:
    """A change that was held by what is taken back comes no more; one that it applied waits again."""
    await run(assessment, district_id, pack(bundles.files()))
    found: Files = {name: [] for name in bundles.FILES}
    bundles.add_student(found, "000099", "s1")

    async def held() -> list[str]:
        query = "select id::text || file as of from roster_held_rows where district_id = $1 order by 1"
        return [row["of"] for row in await assessment.sql(query, district_id)]

    early = await run(assessment, district_id, change({"enrollments": found["enrollments"]}))
    waiting = await held()
    assert len(waiting) == 1
    names = {name: found[name] for name in ("users", "roles", "demographics")}
    late = await run(assessment, district_id, change(names, "2026-10-02T06:00:00Z"))
    assert (late["state"], await held()) == ("finished", [])
    await restored(assessment, district_id, late)
    assert await held() == waiting
    await restored(assessment, district_id, early)
    assert await held() == []


async def test_by_which_id_a_child_is_listed_is_as_it_was(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    child = person(district_id, "000003")
    wish = {"source": "sis", "source_id": "new-3"}
    reply = await assessment.machine(district_id).post(f"/v1/students/{child}/aliases", json=wish)
    assert reply.status_code == 201, reply.text
    found = bundles.files()
    for rows in found.values():
        for row in rows:
            for column in ("sourcedId", "userSourcedId"):
                if row.get(column) == "000003":
                    row[column] = "new-3"
    before = await picture(assessment, district_id)
    job = await run(assessment, district_id, pack(found))
    assert [row["source_id"] for row in await items(assessment, district_id, "/v1/students") if row["id"] == child] == [
        "new-3"
    ]
    await restored(assessment, district_id, job)
    assert await picture(assessment, district_id) == before


async def test_demographics_that_were_changed_since_stay(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    found = bundles.files()
    for row in found["demographics"]:
        row["white"] = "true"
    job = await run(assessment, district_id, pack(found))
    path = f"/v1/students/{person(district_id, '000003')}/demographics"
    caller = assessment.machine(district_id)
    version = (await caller.get(path)).json()["version"]
    reply = await caller.patch(path, json={"asian": True}, headers={"If-Match": f'"{version}"'})
    assert reply.status_code == 200, reply.text
    back = await restored(assessment, district_id, job)
    told = [(f["file"], f["code"], f["source_id"]) for f in await faults(assessment, district_id, back)]
    assert told == [("demographics", "changed_since", "000003")]
    assert (await caller.get(path)).json()["white"] is True
    assert (await caller.get(path.replace("/demographics", ""))).status_code == 200
    other = f"/v1/students/{person(district_id, '000004')}/demographics"
    assert (await caller.get(other)).json()["white"] is None
