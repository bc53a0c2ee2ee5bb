"""A system pushes single students by day: the same rows, rules and facts as its roster by night."""

from typing import Any
from uuid import UUID

import pytest

from services.assessment.records.student_records import turns
from shared.context.work import work_for
from shared.db.locks import one_at_a_time
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import faults, items, pack, person, post, run
from tests.assessment.roster.roster_imports.factories import change, row_of

CHILD = "000003"
NEW = {"given_name": "Nia", "family_name": "Lund", "local_id": "N-1", "grade": "03", "school_source_id": "s1"}
SAME = {"given_name": "Gina", "family_name": f"Child{CHILD}"}


async def put(
    assessment: Service, district_id: UUID, source_id: str, body: dict[str, Any], source: str = "sis", **headers: str
) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await assessment.machine(district_id).put(f"/v1/students/{source}/{source_id}", json=body, headers=sent)


async def read(assessment: Service, district_id: UUID, source_id: str = CHILD) -> dict[str, Any]:
    return dict((await assessment.machine(district_id).get(f"/v1/students/{person(district_id, source_id)}")).json())


async def placements(assessment: Service, district_id: UUID) -> list[dict[str, Any]]:
    told = await assessment.published(district_id, "assessment.placements.listed.v1")
    return [one for event in told for one in event["data"]["placements"]]


async def begun(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))


async def test_a_new_child_is_there_at_once_and_told(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    reply = await put(assessment, district_id, "000900", NEW)
    assert (reply.status_code, reply.json()["id"]) == (201, person(district_id, "000900")), reply.text
    assert reply.json()["school"]["id"] == str(bundles.school(district_id, "s1"))
    (told,) = [one for one in await placements(assessment, district_id) if one["student_id"] == reply.json()["id"]]
    assert told == {
        **{"student_id": reply.json()["id"], "active": True},
        "school_ids": [str(bundles.school(district_id, "s1"))],
    }


async def test_the_same_again_changes_nothing(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    first = await put(assessment, district_id, "000900", NEW)
    before = await placements(assessment, district_id)
    again = await put(assessment, district_id, "000900", NEW)
    assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), first.headers["ETag"])
    assert await placements(assessment, district_id) == before


async def test_what_is_left_out_stays_and_null_is_nothing(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    reply = await put(assessment, district_id, CHILD, {**SAME, "given_name": "Tilda", "birth_date": None})
    found = reply.json()
    assert (found["given_name"], found["birth_date"], found["version"]) == ("Tilda", None, 2)
    assert (found["grade"], found["local_id"], found["sex"]) == ("03", CHILD, "female")


async def test_if_match_holds_where_it_is_sent(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    tag = (await put(assessment, district_id, CHILD, {**SAME, "grade": "04"})).headers["ETag"]
    assert (await put(assessment, district_id, CHILD, {**SAME, "grade": "05"}, If_Match=tag)).status_code == 200
    assert_refused(await put(assessment, district_id, CHILD, {**SAME, "grade": "06"}, If_Match=tag), 412, "stale")
    assert (await read(assessment, district_id))["grade"] == "05"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"given_name": "A"}, "invalid"),
        ({**SAME, "given_name": "A\u202eB"}, "invalid"),
        ({**SAME, "grade": "Third"}, "invalid"),
        ({**SAME, "school_source_id": "nowhere"}, "no_such_school"),
        ({**SAME, "school_source_id": "d"}, "no_such_school"),
    ],
)
async def test_what_no_roster_could_say_is_refused(
    assessment: Service, district_id: UUID, body: dict[str, Any], code: str
) -> None:
    await begun(assessment, district_id)
    assert_refused(await put(assessment, district_id, CHILD, body), 422, code)
    assert (await read(assessment, district_id))["version"] == 1


async def test_a_teacher_becomes_no_student(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    for source_id in ("t1", f"g{CHILD}"):
        assert_refused(await put(assessment, district_id, source_id, NEW), 409, "source_id_ambiguous")


async def test_who_has_left_takes_enrolments_along_and_brings_them_back(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    machine = assessment.machine(district_id)
    assert (await machine.delete(f"/v1/students/sis/{CHILD}")).status_code == 204
    assert (await read(assessment, district_id))["active"] is False
    query = {"person_id": person(district_id, CHILD)}
    assert await items(assessment, district_id, "/v1/enrollments", **query) == []
    assert [one["active"] for one in await placements(assessment, district_id)][-1] is False
    assert (await machine.delete(f"/v1/students/sis/{CHILD}")).status_code == 204
    assert (await put(assessment, district_id, CHILD, SAME)).json()["active"] is True
    assert len(await items(assessment, district_id, "/v1/enrollments", **query)) == 1
    assert_refused(await machine.delete("/v1/students/sis/nobody"), 404, "not_found")


async def test_a_roster_that_was_sent_before_says_nothing_of_them(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    job = (await post(assessment.machine(district_id), pack(bundles.files()))).json()
    await put(assessment, district_id, CHILD, {**SAME, "family_name": "Pushed"})
    await put(assessment, district_id, "000900", NEW)
    await assessment.machine(district_id).delete("/v1/students/sis/000004")
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": job["id"]}))
    job = (await assessment.machine(district_id).get(f"/v1/roster-imports/{job['id']}")).json()
    assert (job["state"], await faults(assessment, district_id, job)) == ("finished", [])
    found = {row["source_id"]: row for row in await items(assessment, district_id, "/v1/students")}
    assert (found[CHILD]["family_name"], "000900" in found, "000004" in found) == ("Pushed", True, False)
    assert len(await items(assessment, district_id, "/v1/enrollments", person_id=found[CHILD]["id"])) == 1


async def test_a_roster_that_is_sent_later_holds(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    await put(assessment, district_id, CHILD, {**SAME, "family_name": "Pushed"})
    await put(assessment, district_id, "000900", NEW)
    await put(assessment, district_id, "B-1", NEW, source="nurse")
    await run(assessment, district_id, pack(bundles.files()))
    found = {row["source_id"]: row for row in await items(assessment, district_id, "/v1/students")}
    assert (found[CHILD]["family_name"], "000900" in found) == (f"Child{CHILD}", False)
    # Another system's are not the roster's to leave out.
    assert found["B-1"]["source"] == "nurse"


async def test_of_a_push_and_a_delta_the_later_version_holds(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    at = {"modified_at": "2026-10-02T06:00:00Z"}
    await put(assessment, district_id, CHILD, {**SAME, "family_name": "Pushed", **at})
    job = await run(assessment, district_id, change(row_of("users", CHILD, familyName="Old"), "2026-10-02T05:00:00Z"))
    assert [one["code"] for one in await faults(assessment, district_id, job)] == ["row_outdated"]
    assert (await read(assessment, district_id))["family_name"] == "Pushed"
    await run(assessment, district_id, change(row_of("users", CHILD, familyName="New"), "2026-10-02T07:00:00Z"))
    assert (await read(assessment, district_id))["family_name"] == "New"
    assert_refused(await put(assessment, district_id, CHILD, {**SAME, **at}), 409, "row_outdated")


async def test_many_at_once_have_each_their_own_fate(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    rows = [
        {"source": "sis", "source_id": "000900", **NEW},
        {"source": "sis", "source_id": "000901", **NEW, "school_source_id": "nowhere"},
        {"source": "sis", "source_id": CHILD, **SAME, "has_left": True},
    ]
    machine = assessment.machine(district_id)
    tried = (await machine.post("/v1/bulk/students?validate_only=true", json={"items": rows})).json()
    assert ((await read(assessment, district_id))["active"], tried["done"]) == (True, 2)
    done = (await machine.post("/v1/bulk/students", json={"items": rows})).json()
    assert [row["refusal"] and row["refusal"]["code"] for row in done["rows"]] == [None, "no_such_school", None]
    assert (await read(assessment, district_id))["active"] is False
    told = {one["student_id"]: one["active"] for one in await placements(assessment, district_id)}
    assert told[person(district_id, "000900")] is True
    assert (told[person(district_id, CHILD)], person(district_id, "000901") in told) == (False, False)


async def test_who_may_push(assessment: Service, district_id: UUID) -> None:
    await begun(assessment, district_id)
    teacher = assessment.person(district_id, new_id(), ("teacher", bundles.school(district_id, "s1")))
    assert_refused(await teacher.put(f"/v1/students/sis/{CHILD}", json=SAME), 403, "not_permitted")
    steward = assessment.person(district_id, new_id(), ("data_manager", None))
    assert (await steward.put(f"/v1/students/sis/{CHILD}", json=SAME)).status_code == 200


async def test_nobody_pushes_into_a_running_import(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be lost in what the import writes."""
    await begun(assessment, district_id)
    monkeypatch.setattr(turns, "PATIENCE", "50ms")
    async with work_for(assessment.app.state.db, assessment.settings, district_id) as ctx:
        await one_at_a_time(ctx, turns.TURN)
        reply = await put(assessment, district_id, CHILD, SAME)
        assert_refused(reply, 409, "roster_busy")
        assert reply.headers["Retry-After"] == "60"
    assert (await put(assessment, district_id, CHILD, SAME)).status_code == 200
