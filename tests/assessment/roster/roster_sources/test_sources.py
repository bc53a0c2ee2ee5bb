"""Two systems list one district's roster: each is believed for its own, and takes nothing of the other's away."""

from uuid import UUID

from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import items, pack, person, post, run
from tests.assessment.roster.roster_imports.factories import change, less, row_of
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


async def begun(assessment: Service, district_id: UUID) -> None:
    """A roster, a second source, and the first school known to both."""
    await run(assessment, district_id, pack(bundles.files()))
    await declare(assessment, district_id)
    await same(assessment, district_id, "school", {"s1": "s1", "s2": "s2", "s3": "s3", "d": "d"})
    await same(assessment, district_id, "session", {"y": "y"})


async def count(assessment: Service, district_id: UUID, what: str) -> int:
    return len(await items(assessment, district_id, f"/v1/{what}"))


async def test_a_district_with_one_source_sees_nothing_new(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundles.files()))
    assert (job["state"], job["source"]) == ("finished", "sis")
    child = await read(assessment, district_id, person(district_id, CHILD))
    assert (child["source"], child["sources"]) == ("sis", [])
    assert await items(assessment, district_id, "/v1/roster-sources") == []


async def test_a_second_source_is_declared_by_a_person_and_the_first_with_it(
    assessment: Service, district_id: UUID
) -> None:
    wish = {"code": CODE, "title": "Centre", "rank": 2}
    machine = assessment.machine(district_id)
    assert_refused(await machine.post("/v1/roster-sources", json=wish), 403, "people_only")
    assert_refused(await post(machine, pack(smaller("1")), source=CODE), 422, "no_such_roster_source")
    made = await declare(assessment, district_id)
    found = await items(assessment, district_id, "/v1/roster-sources")
    assert [(one["code"], one["rank"]) for one in found] == [("sis", 1), (CODE, 2)]
    again = await steward(assessment, district_id).post("/v1/roster-sources", json=wish)
    assert_refused(again, 409, "roster_source_known")
    headers = {"If-Match": made["version"] and f'"{made["version"]}"'}
    reply = await steward(assessment, district_id).patch(
        f"/v1/roster-sources/{made['id']}", json={"rank": 1}, headers=headers
    )
    assert (reply.status_code, reply.json()["rank"], reply.json()["may"]) == (200, 1, ["change", "end"]), reply.text


async def test_each_source_retires_its_own_alone(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    job = await run(assessment, district_id, pack(smaller("900", "901")), source=CODE)
    assert (job["state"], job["source"]) == ("finished", CODE), job
    assert {kind["kind"]: kind["before"] for kind in job["difference"]["kinds"]}["students"] == 0
    assert await count(assessment, district_id, "students") == 14
    assert await count(assessment, district_id, "enrollments") == 13 + 3
    job = await run(assessment, district_id, pack(bundles.files()))
    assert job["state"] == "finished"
    kinds = {kind["kind"]: kind for kind in job["difference"]["kinds"]}
    assert (kinds["students"]["before"], kinds["students"]["removed"]) == (12, 0)
    assert await count(assessment, district_id, "students") == 14
    job = await run(assessment, district_id, pack(smaller("900")), source=CODE, allow_shrink="true")
    assert job["state"] == "finished", job
    gone = await read(assessment, district_id, named(district_id, "901"))
    assert (gone["active"], await count(assessment, district_id, "students")) == (False, 13)


async def test_equal_ids_are_two_children_until_somebody_says_otherwise(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    await run(assessment, district_id, pack(smaller(CHILD)), source=CODE)
    other = await read(assessment, district_id, named(district_id, CHILD))
    assert (other["source"], other["source_id"], other["active"]) == (CODE, CHILD, True)
    assert (await read(assessment, district_id, person(district_id, CHILD)))["sources"] == []
    (match,) = await items(assessment, district_id, "/v1/student-matches")
    assert (match["student_id"], match["other_id"], match["source"]) == (person(district_id, CHILD), other["id"], CODE)
    body = {"student_id": other["id"], "reason": "one child"}
    reply = await assessment.machine(district_id).post(f"/v1/students/{match['student_id']}/merge", json=body)
    assert reply.status_code == 200, reply.text
    child = await read(assessment, district_id, match["student_id"])
    assert [(one["source"], one["source_id"]) for one in child["sources"]] == [("sis", CHILD), (CODE, CHILD)]
    job = await run(assessment, district_id, pack(smaller(CHILD)), source=CODE)
    assert (job["state"], await count(assessment, district_id, "students")) == ("finished", 12)
    reply = await assessment.machine(district_id).post(f"/v1/students/{match['student_id']}/split", json=body)
    assert reply.status_code == 200, reply.text
    await run(assessment, district_id, pack(smaller(CHILD)), source=CODE)
    assert (await read(assessment, district_id, person(district_id, CHILD)))["sources"] == []
    assert await count(assessment, district_id, "students") == 13


async def test_a_field_is_the_word_of_the_source_that_is_believed_first(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "900", CHILD)
    said = {"givenName": "Georgina", "middleName": "Mae", "grades": "04"}
    job = await run(assessment, district_id, pack(smaller("900", **said)), source=CODE)
    assert job["state"] == "finished", job
    child = await read(assessment, district_id, student_id)
    assert (child["given_name"], child["middle_name"], child["grade"]) == ("Gina", "Mae", "03")
    assert {one["source"]: "middle_name" in one["fields"] for one in child["sources"]} == {"sis": False, CODE: True}
    await order(assessment, district_id, grade=[CODE])
    child = await read(assessment, district_id, student_id)
    assert (child["given_name"], child["grade"], child["source_id"]) == ("Gina", "04", CHILD)
    await run(assessment, district_id, pack(smaller("900", **said | {"grades": ""})), source=CODE)
    child = await read(assessment, district_id, student_id)
    assert child["grade"] == "03"
    assert next(one for one in child["sources"] if one["source"] == "sis")["fields"].count("grade") == 1


async def test_who_one_source_drops_stays_while_the_other_lists_them(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "900", CHILD)
    await run(assessment, district_id, pack(smaller("900", "901", grades="04")), source=CODE)
    rest = less(bundles.files(), 2, "s1")
    await run(assessment, district_id, pack(rest), allow_shrink="true")
    child = await read(assessment, district_id, student_id)
    assert (child["active"], child["grade"], child["source"], child["sources"]) == (True, "04", CODE, [])
    assert child["source_id"] == "900"
    await run(assessment, district_id, pack(smaller("901")), source=CODE, allow_shrink="true")
    assert (await read(assessment, district_id, student_id))["active"] is False
    await run(assessment, district_id, pack(bundles.files()))
    child = await read(assessment, district_id, student_id)
    assert (child["active"], child["grade"], child["source"]) == (True, "03", "sis")


async def test_guards_are_of_the_source_alone(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    many = [f"9{number:02d}" for number in range(10)]
    await run(assessment, district_id, pack(smaller(*many)), source=CODE)
    job = await run(assessment, district_id, pack(smaller(*many[:4])), source=CODE)
    assert job["refusal"]["code"] == "roster_would_shrink"
    assert "students: 10 before, 4 after" in job["refusal"]["detail"]
    # What was held back of one source is not let go by a roster of another.
    await run(assessment, district_id, pack(bundles.files()))
    held = (await assessment.machine(district_id).get(f"/v1/roster-imports/{job['id']}")).json()
    assert held["held_until"] is not None


async def test_guardians_are_one_sources_word_as_a_whole(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "900", CHILD)
    await run(assessment, district_id, pack(smaller("900")), source=CODE)
    mine = await items(assessment, district_id, "/v1/guardians", student_id=student_id)
    assert [one["source_id"] for one in mine] == [f"g{CHILD}"]
    await order(assessment, district_id, contacts=[CODE])
    theirs = await items(assessment, district_id, "/v1/guardians", student_id=student_id)
    assert [one["source_id"] for one in theirs] == ["g900"]


async def test_a_push_obeys_the_same_order(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "900", CHILD)
    child = await push(assessment, district_id, CODE, "900", grade="05", middle_name="Mae", school_source_id="s2")
    assert child["id"] == student_id
    assert (child["grade"], child["middle_name"], child["family_name"]) == ("03", "Mae", f"Child{CHILD}")
    assert child["school"]["id"] == str(bundles.school(district_id, "s1"))
    child = await push(assessment, district_id, "sis", CHILD, family_name=f"Child{CHILD}", grade=None)
    assert child["grade"] == "05"
    child = await push(assessment, district_id, "sis", CHILD, family_name="New", grade="02")
    assert (child["grade"], child["family_name"]) == ("02", "New")
    gone = await assessment.machine(district_id).delete(f"/v1/students/sis/{CHILD}")
    assert gone.status_code == 204, gone.text
    child = await read(assessment, district_id, student_id)
    assert (child["active"], child["grade"], child["family_name"]) == (True, "05", "Pushed")
    new = await push(assessment, district_id, CODE, "77", school_source_id="s1")
    assert (new["source"], new["id"]) == (CODE, named(district_id, "77"))
    rows = [{"source": CODE, "source_id": "77", "given_name": "A", "family_name": "B", "has_left": True}]
    rows += [{"source": CODE, "source_id": "none", "given_name": "A", "family_name": "B", "has_left": True}]
    rows += [{"source": CODE, "source_id": "78", "given_name": "A", "family_name": "B"}]
    reply = await assessment.machine(district_id).post("/v1/bulk/students", json={"items": rows})
    assert [row["refusal"] and row["refusal"]["code"] for row in reply.json()["rows"]] == [None, "not_found", None]
    assert (await read(assessment, district_id, new["id"]))["active"] is False


async def test_deltas_and_absent_columns_are_held_against_the_sources_own(
    assessment: Service, district_id: UUID
) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "900", CHILD)
    await run(assessment, district_id, pack(smaller("900", middleName="Mae")), source=CODE)
    found = row_of("users", CHILD, sourcedId="900", givenName="Gigi")
    del found["users"][0]["middleName"]
    await order(assessment, district_id, names=[CODE])
    job = await run(assessment, district_id, change(found), source=CODE)
    assert job["state"] in ("finished", "finished_with_faults"), job
    child = await read(assessment, district_id, student_id)
    assert (child["given_name"], child["middle_name"]) == ("Gigi", "Mae")
    gone = change(found, "2026-10-02T06:00:00.000Z", "tobedeleted")
    await run(assessment, district_id, gone, source=CODE)
    child = await read(assessment, district_id, student_id)
    assert (child["active"], child["given_name"], child["middle_name"]) == (True, "Gina", None)


async def test_an_import_of_one_source_is_taken_back(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "900", CHILD)
    await run(assessment, district_id, pack(smaller("900", middleName="Mae")), source=CODE)
    job = await run(assessment, district_id, pack(smaller("900", "901", middleName="May")), source=CODE)
    await run(assessment, district_id, pack(bundles.files()))
    assert (await read(assessment, district_id, student_id))["middle_name"] == "May"
    reply = await steward(assessment, district_id).post(f"/v1/roster-imports/{job['id']}/restore")
    assert (reply.status_code, reply.json()["source"]) == (202, CODE), reply.text
    asked = ("assessment.roster_import.requested.v1", {"import_id": reply.json()["id"]})
    await assessment.receive(district_id, asked)
    assert (await read(assessment, district_id, student_id))["middle_name"] == "Mae"
    assert (await read(assessment, district_id, named(district_id, "901")))["active"] is False


async def test_a_child_of_one_source_is_made_no_staff_by_another(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    student_id = await one_child(assessment, district_id, "t1", CHILD)
    job = await run(assessment, district_id, pack(smaller("900")), source=CODE)
    faults = await items(assessment, district_id, f"/v1/roster-imports/{job['id']}/faults")
    assert "source_id_ambiguous" in {fault["code"] for fault in faults}
    assert (await read(assessment, district_id, student_id))["active"] is True


async def test_an_alias_is_of_what_is_there_and_of_nothing_that_is(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    base = {"kind": "school", "source": CODE}
    rows = [
        {**base, "source_id": "x", "same_source_id": "none"},
        {**base, "source_id": "s1", "same_source_id": "s2"},
        {**base, "source": "nobody", "source_id": "x", "same_source_id": "s1"},
        {**base, "source": "sis", "source_id": "s1", "same_source_id": "s2"},
        {**base, "source_id": "s1", "same_source_id": "s1"},
        {**base, "source_id": "s3", "same_source_id": "s3", "is_removed": True},
    ]
    reply = await assessment.machine(district_id).post("/v1/bulk/roster-aliases", json={"items": rows})
    codes = [row["refusal"] and row["refusal"]["code"] for row in reply.json()["rows"]]
    assert codes == ["no_such_listed", "roster_alias_taken", "no_such_roster_source", "roster_alias_taken", None, None]
    left = await items(assessment, district_id, "/v1/roster-aliases", kind="school")
    assert {one["source_id"] for one in left} == {"s1", "s2", "d"}
