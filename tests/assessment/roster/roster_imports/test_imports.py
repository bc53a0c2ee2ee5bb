"""What an import does to the roster, and what it leaves alone."""

from typing import Any
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports import kinds
from shared.ids import id_from_source
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.bundles import delta, faults, items, pack, person, run, school

LONG_AGO = "2020-01-01T00:00:00Z"


def drop(found: dict[str, list[dict[str, str]]], number: str) -> None:
    """Take a student out of every file."""
    for name, key in (("users", "sourcedId"), ("roles", "userSourcedId"), ("demographics", "sourcedId")):
        found[name] = [row for row in found[name] if row[key] != number]
    found["enrollments"] = [row for row in found["enrollments"] if row["userSourcedId"] != number]


async def numbers(assessment: Service, district_id: UUID) -> set[str]:
    """The source ids of the living students."""
    return {student["source_id"] for student in await items(assessment, district_id, "/v1/students")}


async def test_a_bundle_becomes_the_roster(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundles.files()))
    assert (job["state"], job["fault_count"], job["refusal"]) == ("finished", 0, None)
    assert job["progress"]["rows_done"] == sum(counts["read"] for counts in job["files"].values())
    assert all(counts["written"] == counts["read"] for counts in job["files"].values()), job["files"]
    students = await items(assessment, district_id, "/v1/students")
    assert [student["local_id"] for student in students] == [f"{number:06d}" for number in range(12)]
    first = students[0]
    assert first["id"] == person(district_id, "000000")
    assert (first["birth_date"], first["grade"], first["active"]) == ("2018-02-03", "03", True)
    assert first["school"]["id"] == str(school(district_id, "s1"))
    (guardian,) = await items(assessment, district_id, "/v1/guardians", student_id=first["id"])
    assert (guardian["email"], guardian["student_ids"]) == ("g000000@example.org", [first["id"]])
    (class_,) = await items(assessment, district_id, "/v1/classes")
    assert (class_["course_title"], class_["course_code"], class_["grades"]) == ("Reading", "R1", ["03"])
    assert len(await items(assessment, district_id, "/v1/enrollments", class_id=class_["id"])) == 13
    assert not await assessment.sql("select from roster_import_parts where district_id = $1", district_id)


async def test_partners_are_told_of_schools_staff_and_the_year(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    types = [event["type"].split(".")[1] for event in await assessment.published(district_id)]
    assert types == ["roster_import", "school_year", "schools", "staff", "placements", "roster_import"]
    _, year, schools, staff, *_ = [event["data"] for event in await assessment.published(district_id)]
    assert (year["title"], year["starts_on"]) == ("2026-2027", "2026-08-24")
    assert [one["local_code"] for one in schools["schools"]] == ["0101", "0102", "0201"]
    assert {(one["level"], *one["grades"]) for one in schools["schools"]} == {("elementary", "03")}
    principal, teacher = staff["staff"]
    assert [held["starts_on"] for held in teacher["roles"]] == ["2026-08-24"]
    assert {held["role"] for held in principal["roles"]} == {"principal", "siteAdministrator"}
    assert teacher["roles"][0]["assignment_id"] == str(
        id_from_source(district_id, "oneroster", "role", "t1-teacher-s1")
    )


async def test_no_student_is_in_any_event_but_their_id_beside_their_school(
    assessment: Service, district_id: UUID
) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    told = await assessment.published(district_id)
    assert not any(word in str(told) for word in ("Gina", "Child", "Gus", "2018-02-03"))
    others = [event for event in told if event["type"] != "assessment.placements.listed.v1"]
    assert person(district_id, "000001") not in str(others)


async def test_the_same_bundle_again_changes_nothing(assessment: Service, district_id: UUID) -> None:
    content = pack(bundles.files())
    await run(assessment, district_id, content)
    before = await items(assessment, district_id, "/v1/students", updated_since=LONG_AGO)
    job = await run(assessment, district_id, content)
    assert job["files"].values()
    assert all(counts["unchanged"] == counts["read"] for counts in job["files"].values()), job["files"]
    assert await items(assessment, district_id, "/v1/students", updated_since=LONG_AGO) == before
    assert len(await assessment.published(district_id, "assessment.staff.listed%")) == 1
    assert len(await assessment.published(district_id, "assessment.schools.listed%")) == 1


async def test_the_same_request_twice_imports_once(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundles.files()))
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": job["id"]}))
    assert len(await assessment.published(district_id, "assessment.roster_import.finished%")) == 1


async def test_a_trial_run_keeps_nothing(assessment: Service, district_id: UUID) -> None:
    job = await run(assessment, district_id, pack(bundles.files()), validate_only="true")
    assert (job["state"], job["files"]["users"]["written"]) == ("validated", 26)
    assert await numbers(assessment, district_id) == set()
    types = {event["type"] for event in await assessment.published(district_id)}
    assert types == {"assessment.roster_import.requested.v1", "assessment.roster_import.finished.v1"}


async def test_who_a_bulk_bundle_drops_is_deleted_and_comes_back(assessment: Service, district_id: UUID) -> None:
    whole, less = bundles.files(), bundles.files()
    drop(less, "000003")
    await run(assessment, district_id, pack(whole))
    job = await run(assessment, district_id, pack(less))
    assert job["files"]["users"]["deleted"] == 1
    assert "000003" not in await numbers(assessment, district_id)
    gone = (await assessment.machine(district_id).get(f"/v1/students/{person(district_id, '000003')}")).json()
    assert (gone["active"], gone["version"]) == (False, 2)
    synced = await items(assessment, district_id, "/v1/students", updated_since=LONG_AGO)
    assert [row["source_id"] for row in synced if row["deleted_at"]] == ["000003"]
    await run(assessment, district_id, pack(whole))
    assert "000003" in await numbers(assessment, district_id)


async def test_what_is_no_name_or_address_is_told_and_stops_no_other_row(
    assessment: Service, district_id: UUID
) -> None:
    found = bundles.files()
    users = {row["sourcedId"]: row for row in found["users"]}
    users["000001"]["givenName"] = "Ann\u202egnp"
    users["g000002"]["email"] = "none"
    users["t1"]["email"] = "t1@x.example, evil@evil.example"
    found["orgs"].append({**found["orgs"][-1], "sourcedId": "s\x1b4", "identifier": "0202"})
    job = await run(assessment, district_id, pack(found))
    assert job["state"] == "finished_with_faults"
    told = {(f["file"], f["column"], f["code"], f["source_id"]) for f in await faults(assessment, district_id, job)}
    assert told >= {
        ("users", "givenName", "text_malformed", "000001"),
        ("users", "email", "email_malformed", "g000002"),
        ("users", "email", "email_malformed", "t1"),
        ("orgs", "sourcedId", "text_malformed", None),
    }
    assert await numbers(assessment, district_id) == {f"{number:06d}" for number in range(12)} - {"000001"}
    assert (job["files"]["users"]["faulty"], job["files"]["users"]["written"]) == (1, 25)
    (guardian,) = await items(assessment, district_id, "/v1/guardians", student_id=person(district_id, "000002"))
    assert guardian["email"] is None
    (staff,) = [event["data"] for event in await assessment.published(district_id, "assessment.staff.listed%")]
    assert {one["source_id"]: one["email"] for one in staff["staff"]}["t1"] is None
    again = await run(assessment, district_id, pack(found))
    assert (again["files"]["users"]["faulty"], again["files"]["users"]["unchanged"]) == (1, 25)


async def test_a_faulty_row_is_not_an_absent_row(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    broken = bundles.files()
    drop(broken, "000005")
    next(row for row in broken["users"] if row["sourcedId"] == "000004")["familyName"] = ""
    next(row for row in broken["roles"] if row["userSourcedId"] == "000006")["role"] = "wizard"
    job = await run(assessment, district_id, pack(broken))
    assert (job["state"], job["fault_count"]) == ("finished_with_faults", 2)
    found = await faults(assessment, district_id, job)
    assert [(f["file"], f["column"], f["code"], f["source_id"]) for f in found] == [
        ("roles", "role", "role_unknown", "000006-student-s1"),
        ("users", "familyName", "value_missing", "000004"),
    ]
    assert "wizard" not in str(found)
    assert await numbers(assessment, district_id) == {f"{number:06d}" for number in range(12)} - {"000005"}


async def test_a_faulty_row_without_an_id_lets_nobody_be_deleted(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    broken = bundles.files()
    drop(broken, "000005")
    next(row for row in broken["users"] if row["sourcedId"] == "000004")["sourcedId"] = ""
    job = await run(assessment, district_id, pack(broken))
    assert job["files"]["users"]["deleted"] == 0
    assert len(await numbers(assessment, district_id)) == 12


async def test_a_file_without_a_required_column_deletes_nobody(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    broken: dict[str, Any] = bundles.files()
    broken["users"] = [{k: v for k, v in row.items() if k != "familyName"} for row in broken["users"]]
    job = await run(assessment, district_id, pack(broken))
    found = await faults(assessment, district_id, job)
    assert [(f["row"], f["column"], f["code"]) for f in found] == [(None, "familyName", "column_missing")]
    assert len(await numbers(assessment, district_id)) == 12


async def test_a_bundle_that_halves_the_roster_is_refused_unless_meant(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    small = pack(bundles.files(5))
    job = await run(assessment, district_id, small)
    assert (job["state"], job["refusal"]["code"]) == ("failed", "roster_would_shrink")
    assert len(await numbers(assessment, district_id)) == 12
    job = await run(assessment, district_id, small, allow_shrink="true")
    assert (job["state"], len(await numbers(assessment, district_id))) == ("finished", 5)


async def test_a_file_that_is_absent_deletes_nothing_of_its_kind(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    job = await run(assessment, district_id, pack({"orgs": bundles.files()["orgs"]}))
    told = await faults(assessment, district_id, job)
    assert {f["file"] for f in told if f["code"] == "file_absent"} == {*bundles.FILES} - {"orgs"}
    assert (job["state"], len(told)) == ("finished_with_faults", 7)
    assert len(await numbers(assessment, district_id)) == 12
    assert len(await items(assessment, district_id, "/v1/enrollments")) == 13


async def test_references_to_nobody_are_faults(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    found["enrollments"] += [bundles.enrollment("x1", "nobody", "student")]
    found["enrollments"] += [bundles.enrollment("x2", "000001", "student", classSourcedId="none")]
    found["users"].append(bundles.user("000099", "No", "Where", "nowhere"))
    found["users"].append(bundles.user("000098", "No", "Role", "s1"))
    job = await run(assessment, district_id, pack(found))
    said = {(f["file"], f["source_id"], f["code"]) for f in await faults(assessment, district_id, job)}
    assert said == {
        ("enrollments", "x1", "reference_unknown"),
        ("enrollments", "x2", "reference_unknown"),
        ("users", "000099", "reference_unknown"),
        ("users", "000099", "role_missing"),
        ("users", "000098", "role_missing"),
    }


async def test_the_first_of_two_rows_with_one_id_stands(assessment: Service, district_id: UUID) -> None:
    found = bundles.files()
    again = {**next(row for row in found["users"] if row["sourcedId"] == "000001"), "givenName": "GINA", "grades": "05"}
    found["users"].append(again)
    job = await run(assessment, district_id, pack(found))
    (fault,) = await faults(assessment, district_id, job)
    assert (fault["code"], fault["row"]) == ("source_id_repeated", len(found["users"]))
    students = await items(assessment, district_id, "/v1/students")
    assert {(student["given_name"], student["grade"]) for student in students} == {("Gina", "03")}


async def test_a_crash_leaves_nothing_half_done(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = await bundles.post(assessment.machine(district_id), pack(bundles.files()))
    event = ("assessment.roster_import.requested.v1", {"import_id": reply.json()["id"]})
    with monkeypatch.context() as patch:
        patch.setattr(kinds, "merge_enrollments", _fall)
        with pytest.raises(ConnectionError):
            await assessment.receive(district_id, event)
    address = f"/v1/roster-imports/{reply.json()['id']}"
    assert (await assessment.machine(district_id).get(address)).json()["state"] == "queued"
    assert await numbers(assessment, district_id) == set()
    await assessment.receive(district_id, event)
    assert (await assessment.machine(district_id).get(address)).json()["state"] == "finished"


async def test_an_import_that_breaks_off_again_and_again_has_failed(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = await bundles.post(assessment.machine(district_id), pack(bundles.files()))
    event = ("assessment.roster_import.requested.v1", {"import_id": reply.json()["id"]})
    monkeypatch.setattr(kinds, "merge_enrollments", _fall)
    for _ in range(6):
        with pytest.raises(ConnectionError):
            await assessment.receive(district_id, event)
    job = (await assessment.machine(district_id).get(f"/v1/roster-imports/{reply.json()['id']}")).json()
    assert (job["state"], job["refusal"]["code"]) == ("failed", "import_broke_off")
    assert not await assessment.sql("select from roster_import_parts where district_id = $1", district_id)
    (ended,) = await assessment.published(district_id, "assessment.roster_import.finished%")
    assert ended["data"]["state"] == "failed"


async def _fall(_: object) -> None:
    raise ConnectionError


async def test_a_delta_touches_only_what_it_lists(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    gone = bundles.files()
    change = bundles.user("000002", "Ginevra", "Ñandú", "s2", grades="04", agentSourcedIds="g000002")
    content = {
        "users": delta({"users": [change]})["users"]
        + delta({"users": [{"sourcedId": "000003"}]}, "tobedeleted")["users"],
        "enrollments": delta({"e": [gone["enrollments"][4]]}, "tobedeleted")["e"],
        "courses": delta({"c": [{"sourcedId": "c", "title": "Reading aloud", "courseCode": "R1"}]})["c"],
    }
    job = await run(assessment, district_id, pack(content, "delta"))
    assert (job["state"], job["files"]["users"]["written"], job["files"]["users"]["deleted"]) == ("finished", 1, 1)
    students = {row["source_id"]: row for row in await items(assessment, district_id, "/v1/students")}
    assert len(students) == 11
    changed = students["000002"]
    assert (changed["given_name"], changed["grade"], changed["birth_date"]) == ("Ginevra", "04", "2018-02-03")
    assert changed["school"]["id"] == str(school(district_id, "s2"))
    assert len(await items(assessment, district_id, "/v1/enrollments")) == 12
    assert (await items(assessment, district_id, "/v1/classes"))[0]["course_title"] == "Reading aloud"


async def test_staff_who_leave_are_told_inactive_without_roles(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    content = delta({"users": [bundles.user("t1", "", "", "")]}, "tobedeleted")
    await run(assessment, district_id, pack(content, "delta"))
    (left,) = (await assessment.published(district_id, "assessment.staff.listed%"))[-1]["data"]["staff"]
    assert (left["staff_id"], left["active"], left["roles"]) == (person(district_id, "t1"), False, [])


async def test_a_delta_may_list_of_one_person_all_there_is_at_once(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    child = bundles.user("000003", "Ada", "New", "s1", grades="04", identifier="000003", agentSourcedIds="g000003")
    parent = bundles.user("g000003", "Bo", "New", "s1", email="new@example.org")
    content = {
        "users": [child, parent],
        "roles": [bundles.role("000003", "student", "s2"), bundles.role("g000003", "teacher", "s1")],
        "demographics": [{"sourcedId": "000003", "birthDate": "2018-02-04", "sex": "male"}],
    }
    job = await run(assessment, district_id, pack(delta(content), "delta"))
    assert (job["state"], job["fault_count"]) == ("finished", 0), job
    found = {row["id"]: row for row in await items(assessment, district_id, "/v1/students")}
    student = found[person(district_id, "000003")]
    assert (student["given_name"], student["grade"], student["birth_date"]) == ("Ada", "04", "2018-02-04")
    (guardian,) = await items(assessment, district_id, "/v1/guardians", student_id=student["id"])
    assert (guardian["given_name"], guardian["email"]) == ("Bo", "new@example.org")
    told = [event["data"]["staff"] for event in await assessment.published(district_id, "assessment.staff.listed.v1")]
    assert [(one["given_name"], [held["role"] for held in one["roles"]]) for one in told[-1]] == [("Bo", ["teacher"])]


async def test_a_role_that_a_delta_takes_away_is_told_away(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    content = delta({"roles": [bundles.role("p1", "siteAdministrator", "s2")]}, "tobedeleted")
    await run(assessment, district_id, pack(content, "delta"))
    (principal,) = (await assessment.published(district_id, "assessment.staff.listed%"))[-1]["data"]["staff"]
    assert [held["role"] for held in principal["roles"]] == ["principal"]


async def test_one_district_does_not_see_anothers_roster(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    neighbour = UUID(int=district_id.int ^ 0xFFFF)
    assert await items(assessment, neighbour, "/v1/students") == []
    reply = await assessment.machine(neighbour).get(f"/v1/students/{person(district_id, '000001')}")
    assert reply.status_code == 404


async def test_a_principal_sees_the_students_of_their_school(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(bundles.files()))
    caller = assessment.person(district_id, UUID(int=5), ("principal", school(district_id, "s1")))
    rows = (await caller.get("/v1/students?limit=100")).json()["items"]
    assert {row["school"]["id"] for row in rows} == {str(school(district_id, "s1"))}
    assert len((await caller.get("/v1/guardians?limit=100")).json()["items"]) == 4
    assert (await caller.get(f"/v1/students/{person(district_id, '000000')}")).status_code == 200
    assert (await caller.get(f"/v1/students/{person(district_id, '000001')}")).status_code == 404
    teacher = assessment.person(district_id, UUID(int=6), ("teacher", school(district_id, "s1")))
    assert (await teacher.get("/v1/students")).json()["items"] == []
