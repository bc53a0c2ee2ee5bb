"""A child whose ids change, or whom the roster has twice, keeps one history; a merge can be undone."""

import re
from typing import Any
from uuid import UUID

import pytest

from services.assessment.records.student_records import moving
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, person, run
from tests.assessment.roster.roster_imports.factories import Files, change, row_of

OLD, NEW = "000003", "N-77"
NAMES = {"given_name": "Gina", "family_name": f"Child{OLD}"}


async def begun(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))


def renumbered(old: str = OLD, new: str = NEW) -> Files:
    """The same roster; one child has another sourcedId and the same number."""
    found = bundles.files()
    for rows, key in (("users", "sourcedId"), ("demographics", "sourcedId"), ("roles", "userSourcedId")):
        for row in found[rows]:
            row[key] = new if row[key] == old else row[key]
    for row in found["enrollments"]:
        row["userSourcedId"] = new if row["userSourcedId"] == old else row["userSourcedId"]
    for row in found["roles"]:
        row["sourcedId"] = row["sourcedId"].replace(f"{old}-", f"{new}-")
    return found


async def alias(
    assessment: Service, district_id: UUID, student_id: str, source_id: str = NEW, source: str = "sis"
) -> Any:
    body = {"source": source, "source_id": source_id}
    return await assessment.machine(district_id).post(f"/v1/students/{student_id}/aliases", json=body)


async def read(assessment: Service, district_id: UUID, student_id: str) -> Any:
    return await assessment.machine(district_id).get(f"/v1/students/{student_id}")


async def act(assessment: Service, district_id: UUID, what: str, kept: str, other: str) -> Any:
    body = {"student_id": other, "reason": "same child, entered twice"}
    return await assessment.machine(district_id).post(f"/v1/students/{kept}/{what}", json=body)


async def matches(assessment: Service, district_id: UUID) -> list[dict[str, Any]]:
    return await items(assessment, district_id, "/v1/student-matches")


async def mentored(assessment: Service, district_id: UUID, student_id: str) -> str:
    """A mentor's assignment to the student."""
    staff = str(new_id())
    await assessment.receive(district_id, *bundles.at_work(staff))
    body = {"student_id": student_id, "staff_id": staff, "relation": "mentee", "starts_on": "2026-09-01"}
    reply = await assessment.machine(district_id).post("/v1/caseload-assignments", json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def test_a_changed_source_id_finds_the_same_child(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    child = person(district_id, OLD)
    assert (await alias(assessment, district_id, child)).status_code == 201
    assert (await alias(assessment, district_id, child)).status_code == 201
    job = await run(assessment, district_id, pack(renumbered()))
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    found = {row["id"]: row for row in await items(assessment, district_id, "/v1/students")}
    assert (len(found), found[child]["source_id"], found[child]["birth_date"]) == (12, NEW, "2018-02-03")
    assert len(await items(assessment, district_id, "/v1/enrollments", person_id=child)) == 1
    assert [row["student_ids"] for row in await items(assessment, district_id, "/v1/guardians", student_id=child)]
    again = await run(assessment, district_id, pack(renumbered()))
    assert again["files"]["users"]["written"] == 0
    assert (await read(assessment, district_id, child)).json()["version"] == found[child]["version"]


async def test_that_the_old_id_goes_lets_no_child_go_who_has_a_new_one(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    child = person(district_id, OLD)
    await alias(assessment, district_id, child)
    new = {name: rows for name, rows in renumbered().items() if name in ("users", "roles")}
    new = {name: [row for row in rows if NEW in row.values()] for name, rows in new.items()}
    await run(assessment, district_id, change(new))
    await run(assessment, district_id, change(row_of("users", OLD), "2026-10-02T06:00:00.000Z", "tobedeleted"))
    assert (await read(assessment, district_id, child)).json()["active"] is True
    gone = {"users": new["users"]}
    await run(assessment, district_id, change(gone, "2026-10-03T06:00:00.000Z", "tobedeleted"))
    assert (await read(assessment, district_id, child)).json()["active"] is False


async def test_a_child_is_pushed_by_an_alias(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    child = person(district_id, OLD)
    await alias(assessment, district_id, child, "card-9", "nurse")
    machine = assessment.machine(district_id)
    reply = await machine.put("/v1/students/nurse/card-9", json={**NAMES, "preferred_given_name": "Gi"})
    assert (reply.status_code, reply.json()["id"], reply.json()["preferred_given_name"]) == (200, child, "Gi")
    assert reply.json()["source_id"] == OLD
    assert_refused(await machine.delete("/v1/students/nurse/card-9"), 409, "listed_otherwise")


async def test_which_aliases_are_refused(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    child = person(district_id, OLD)
    assert_refused(await alias(assessment, district_id, child, "000004"), 409, "student_has_row")
    assert_refused(await alias(assessment, district_id, child, "t1"), 409, "source_id_of_somebody_else")
    await alias(assessment, district_id, child)
    assert_refused(await alias(assessment, district_id, person(district_id, "000004")), 409, "alias_taken")
    assert_refused(await alias(assessment, district_id, str(new_id())), 404, "not_found")
    (known,) = await items(assessment, district_id, f"/v1/students/{child}/aliases")
    machine = assessment.machine(district_id)
    assert (await machine.delete(f"/v1/students/{child}/aliases/{known['id']}")).status_code == 204
    assert (await alias(assessment, district_id, person(district_id, "000004"))).status_code == 201


async def test_a_roster_proposes_and_never_merges(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    await run(assessment, district_id, pack(renumbered()))
    (found,) = await matches(assessment, district_id)
    assert (found["student_id"], found["source_id"]) == (person(district_id, OLD), NEW)
    assert (found["other_id"], found["other_is_taken"]) == (person(district_id, NEW), True)
    await run(assessment, district_id, pack(renumbered()))
    assert len(await matches(assessment, district_id)) == 1
    machine = assessment.machine(district_id)
    assert (await machine.delete(f"/v1/student-matches/{found['id']}")).status_code == 204
    assert_refused(await machine.delete(f"/v1/student-matches/{found['id']}"), 404, "not_found")
    assert await matches(assessment, district_id) == []


async def test_of_new_ids_that_are_held_back_the_old_ones_are_proposed(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    found = bundles.files()
    for number in range(12):
        old = f"{number:06d}"
        for rows in found.values():
            for row in rows:
                row |= {k: f"X-{old}" for k in ("sourcedId", "userSourcedId") if row.get(k) == old}
    job = await run(assessment, district_id, pack(found))
    assert job["refusal"]["code"] == "roster_would_shrink"
    proposed = await matches(assessment, district_id)
    assert {row["other_is_taken"] for row in proposed} == {False}
    rows = [{name: row[name] for name in ("student_id", "source", "source_id")} for row in proposed]
    done = await assessment.machine(district_id).post("/v1/bulk/student-aliases", json={"items": rows})
    assert (done.json()["done"], await matches(assessment, district_id)) == (12, [])
    job = await run(assessment, district_id, pack(found))
    assert (job["state"], job["difference"]["kinds"][3]["removed"]) == ("finished", 0)
    assert {row["id"] for row in await items(assessment, district_id, "/v1/students")} == {
        person(district_id, f"{number:06d}") for number in range(12)
    }


async def merged(assessment: Service, district_id: UUID) -> tuple[str, str, str]:
    """A child who came again under a new id; the old row, with a mentor, stands for both."""
    await begun(assessment, district_id)
    kept, other = person(district_id, OLD), person(district_id, NEW)
    assignment = await mentored(assessment, district_id, kept)
    await run(assessment, district_id, pack(renumbered()))
    reply = await act(assessment, district_id, "merge", kept, other)
    assert reply.status_code == 200, reply.text
    return kept, other, assignment


async def test_a_merge_keeps_history_and_the_other_leads_to_it(assessment: Service, district_id: UUID) -> None:
    kept, other, assignment = await merged(assessment, district_id)
    child = (await read(assessment, district_id, kept)).json()
    assert (child["active"], child["source_id"], child["grade"]) == (True, NEW, "03")
    refused = await read(assessment, district_id, other)
    assert_refused(refused, 410, "student_merged")
    assert kept in refused.json()["detail"]
    assert len(await items(assessment, district_id, "/v1/enrollments", person_id=kept)) == 1
    assert await items(assessment, district_id, "/v1/enrollments", person_id=other) == []
    assert [row["id"] for row in await items(assessment, district_id, "/v1/caseload-assignments", student_id=kept)] == [
        assignment
    ]
    synced = {
        row["id"]: row
        for row in await items(assessment, district_id, "/v1/students", updated_since="2020-01-01T00:00:00Z")
    }
    assert (synced[other]["merged_into"], synced[other]["active"]) == (kept, False)
    told = await assessment.published(district_id, "assessment.students.merged.v1")
    assert [(event["data"]["student_id"], event["data"]["merged_id"]) for event in told] == [(kept, other)]
    placed = (await assessment.published(district_id, "assessment.placements.listed.v1"))[-1]["data"]["placements"]
    assert {one["student_id"]: (bool(one["school_ids"]), one["active"]) for one in placed} == {
        kept: (True, True),
        other: (False, False),
    }
    assert await matches(assessment, district_id) == []


async def test_the_next_rosters_find_who_was_merged(assessment: Service, district_id: UUID) -> None:
    kept, _, _ = await merged(assessment, district_id)
    both = renumbered()
    bundles.add_student(both, OLD, "s1")
    for rows in both.values():
        rows[:] = {row["sourcedId"]: row for row in rows}.values()
    for bundle in (renumbered(), both, bundles.files(), renumbered()):
        job = await run(assessment, district_id, pack(bundle))
        assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
        found = await items(assessment, district_id, "/v1/students")
        assert (len(found), kept in {row["id"] for row in found}) == (12, True)


async def test_a_split_brings_both_back_as_they_were(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    kept, other = person(district_id, OLD), person(district_id, "000004")
    ours, theirs = await mentored(assessment, district_id, kept), await mentored(assessment, district_id, other)
    tables = [*moving.hanging(), "students"]

    async def picture() -> dict[str, Any]:
        said = {}
        for table in tables:
            rows = await assessment.sql(f"select to_jsonb(t) as row from {table} t where district_id = $1", district_id)
            stamps = '"(version|updated_at|updated_by)": [^,}]+'
            said[table] = sorted(str(row["row"]) for row in rows)
            said[table] = [re.sub(stamps, "", row) for row in said[table]]
        return said

    before = await picture()
    assert (await act(assessment, district_id, "merge", kept, other)).status_code == 200
    mine = await items(assessment, district_id, "/v1/caseload-assignments", student_id=kept)
    assert {row["id"] for row in mine} == {ours, theirs}
    assert await picture() != before
    assert (await act(assessment, district_id, "split", kept, other)).status_code == 200
    assert await picture() == before
    assert (await read(assessment, district_id, other)).json()["active"] is True
    (told,) = await assessment.published(district_id, "assessment.students.split.v1")
    assert (told["data"]["student_id"], told["data"]["merged_id"]) == (kept, other)
    assert_refused(await act(assessment, district_id, "split", kept, other), 409, "not_merged")
    (kept_merge,) = await items(assessment, district_id, f"/v1/students/{other}/merges")
    assert (kept_merge["split_at"] is None, kept_merge["reason"]) == (False, "same child, entered twice")
    assert (await act(assessment, district_id, "merge", other, kept)).status_code == 200


@pytest.mark.parametrize("later", [None, "step_parent"])
async def test_that_somebody_must_not_be_contacted_outlives_a_merge(
    assessment: Service, district_id: UUID, later: str | None
) -> None:
    await begun(assessment, district_id)
    kept, other = person(district_id, OLD), person(district_id, "000004")
    machine = assessment.machine(district_id)

    async def put(child: str, **said: Any) -> None:
        row = {"student_source_id": child, "contact_source_id": "g000003", "priority": 1, **said}
        reply = await machine.post("/v1/bulk/student-contacts", json={"items": [row]})
        assert reply.json()["done"] == 1, reply.text

    async def forbidden(child: str) -> list[bool]:
        return [row["no_contact"] for row in await items(assessment, district_id, f"/v1/students/{child}/contacts")]

    await put(OLD, relationship="father")
    await put("000004", no_contact=True)
    assert (await act(assessment, district_id, "merge", kept, other)).status_code == 200
    assert await forbidden(kept) == [True]
    if later:
        await put(OLD, relationship=later, no_contact=True)
    assert (await act(assessment, district_id, "split", kept, other)).status_code == 200
    # Of what somebody said of the row since nothing is taken back.
    assert (await forbidden(kept), await forbidden(other)) == ([later is not None], [True])


async def test_who_was_merged_into_somebody_goes_on_with_them(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    one, two, three = (person(district_id, f"00000{number}") for number in (1, 2, 3))
    await act(assessment, district_id, "merge", two, one)
    await act(assessment, district_id, "merge", three, two)
    refused = await read(assessment, district_id, one)
    assert three in refused.json()["detail"]
    assert_refused(await act(assessment, district_id, "merge", two, three), 410, "student_merged")
    assert_refused(await act(assessment, district_id, "split", two, one), 410, "student_merged")
    await act(assessment, district_id, "split", three, two)
    assert two in (await read(assessment, district_id, one)).json()["detail"]
    assert (await act(assessment, district_id, "split", two, one)).status_code == 200


@pytest.mark.parametrize(("other", "code"), [(OLD, "one_student"), ("nobody", "no_such_student_to_merge")])
async def test_which_merges_are_refused(assessment: Service, district_id: UUID, other: str, code: str) -> None:
    await begun(assessment, district_id)
    reply = await act(assessment, district_id, "merge", person(district_id, OLD), person(district_id, other))
    assert_refused(reply, 422, code)


async def test_who_may(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    kept, other = person(district_id, OLD), person(district_id, "000004")
    principal = assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s1")))
    at_school = assessment.machine_at(district_id, bundles.school(district_id, "s1"))
    for caller in (principal, at_school):
        reply = await caller.post(f"/v1/students/{kept}/merge", json={"student_id": other, "reason": "same"})
        assert_refused(reply, 403, "not_permitted")
        assert_refused(await caller.get("/v1/student-matches"), 403, "not_permitted")


async def test_a_consent_that_is_told_again_is_of_who_stands_for_both(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    kept, other = person(district_id, OLD), person(district_id, "000004")
    consent = {
        **{"consent_id": str(new_id()), "student_id": other, "party_id": str(new_id()), "records": ["roster"]},
        **{"purpose": "tutoring", "starts_on": "2026-01-01", "expires_on": "2036-01-01", "guardian_id": None},
        **{"revoked_at": None, "version": 1},
    }
    await assessment.receive(district_id, ("partners.consent.recorded.v1", consent))
    await act(assessment, district_id, "merge", kept, other)
    for version in (1, 2):
        await assessment.receive(district_id, ("partners.consent.recorded.v1", {**consent, "version": version}))
        (row,) = await assessment.sql("select student_id from known_consents where district_id = $1", district_id)
        assert str(row["student_id"]) == kept
