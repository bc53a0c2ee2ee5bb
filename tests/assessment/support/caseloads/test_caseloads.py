"""Who works with which student, and whom that lets in."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment.bundles import person
from tests.assessment.support.caseloads.factories import LONG, PATH, TODAY, Roster


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> Roster:
    """An imported roster."""
    return await Roster(assessment, district_id).seed()


async def ids(caller: httpx.AsyncClient, path: str) -> set[str]:
    """The ids a list shows."""
    reply = await caller.get(path, params={"limit": "500"})
    assert reply.status_code == 200, reply.text
    return {row["id"] for row in reply.json()["items"]}


async def test_a_mentor_sees_their_mentee_and_nobody_else(roster: Roster) -> None:
    mentee, other = person(roster.id, "000000"), person(roster.id, "000003")
    assert await ids(roster.mentor, "/v1/students") == set()
    made = await roster.assigned()
    assert await ids(roster.mentor, "/v1/students") == {mentee}
    assert (await roster.mentor.get(f"/v1/students/{mentee}")).status_code == 200
    assert (await roster.mentor.get(f"/v1/students/{other}")).status_code == 404
    assert await ids(roster.mentor, PATH) == {made["id"]}
    for path in ("/v1/guardians", "/v1/classes", "/v1/enrollments"):
        assert await ids(roster.mentor, path) == set()


async def test_each_role_is_let_in_by_its_own_relations_alone(roster: Roster) -> None:
    given = {"mentee": "000000", "referral": "000003", "caseload": "000006"}
    for relation, student in given.items():
        await roster.assigned(relation=relation, student=student)
    seen = {"mentor": ["mentee"], "counselor": ["referral", "caseload"], "teacher": []}
    for role, relations in seen.items():
        caller = roster.at(role, "s1" if role == "teacher" else None, roster.mentor_id)
        mine = {person(roster.id, given[relation]) for relation in relations}
        assert await ids(caller, "/v1/students") == mine, role
        for student in given.values():
            status = (await caller.get(f"/v1/students/{person(roster.id, student)}")).status_code
            assert status == (200 if person(roster.id, student) in mine else 404), (role, student)
    families = (await roster.at("counselor", None, roster.mentor_id).get("/v1/guardians")).json()["items"]
    called = [(guardian["phone"], guardian["student_ids"]) for guardian in families]
    assert sorted(called, key=str) == sorted([(None, [person(roster.id, n)]) for n in ("000003", "000006")], key=str)


async def test_an_assignment_lets_in_on_its_days_only(roster: Roster) -> None:
    made = await roster.assigned()
    principal = roster.at("principal", "s1")
    gone = {"ends_on": (TODAY - timedelta(days=2)).isoformat()}
    ended = await principal.patch(f"{PATH}/{made['id']}", json=gone, headers={"If-Match": '"1"'})
    assert (ended.status_code, ended.json()["version"]) == (200, 2)
    await roster.assigned(student="000003", starts_on=(TODAY + LONG).isoformat())
    assert await ids(roster.mentor, "/v1/students") == set()
    assert (await roster.mentor.get(f"/v1/students/{person(roster.id, '000000')}")).status_code == 404


async def test_a_mentor_who_left_the_school_or_the_role_sees_the_student_no_more(roster: Roster) -> None:
    await roster.assigned()
    for caller in (
        roster.at("mentor", "s2", roster.mentor_id),
        roster.at("teacher", "s1", roster.mentor_id),
        roster.assessment.person(roster.id, roster.mentor_id),
    ):
        assert await ids(caller, "/v1/students") == set()
        assert (await caller.get(f"/v1/students/{person(roster.id, '000000')}")).status_code == 404


@pytest.mark.parametrize(
    ("role", "where"), [("counselor", "s1"), ("school_coordinator", "s1"), ("district_team_member", None)]
)
async def test_the_schools_people_and_the_district_team_assign(roster: Roster, role: str, where: str | None) -> None:
    reply = await roster.at(role, where).post(PATH, json=roster.wish())
    assert (reply.status_code, reply.json()["source"]) == (201, "manual")


@pytest.mark.parametrize(
    ("role", "where", "status", "code"),
    [
        ("principal", "s2", 422, "no_such_student"),
        ("teacher", "s1", 422, "no_such_student"),
        ("data_manager", None, 403, "not_permitted"),
    ],
)
async def test_others_do_not_assign(roster: Roster, role: str, where: str | None, status: int, code: str) -> None:
    reply = await roster.at(role, where).post(PATH, json=roster.wish())
    assert (reply.status_code, reply.json()["code"]) == (status, code)


async def test_what_cannot_be_assigned_is_refused_by_name(roster: Roster) -> None:
    await roster.assigned(ends_on=TODAY.isoformat())
    gone = new_id()
    await roster.staff(gone, active=False)
    elsewhere = new_id()
    await roster.staff(elsewhere, at=("s2",))
    earlier = (TODAY - 2 * LONG).isoformat()
    for changes, status, code, pointer in (
        ({"student_id": str(new_id())}, 422, "no_such_student", "/student_id"),
        ({"staff_id": str(new_id())}, 422, "no_such_staff", "/staff_id"),
        ({"staff_id": str(gone)}, 422, "no_such_staff", "/staff_id"),
        ({"staff_id": str(elsewhere)}, 422, "not_at_school", "/staff_id"),
        ({"staff_id": str(elsewhere), "ends_on": TODAY.isoformat()}, 422, "not_at_school", "/staff_id"),
        ({"ends_on": earlier}, 422, "days_out_of_order", "/ends_on"),
        ({"starts_on": earlier}, 409, "assigned_already", None),
        ({"relation": "friend"}, 422, "invalid", "/relation"),
    ):
        reply = await roster.at("principal", "s1").post(PATH, json=roster.wish(**changes))
        assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
        assert [entry["pointer"] for entry in reply.json()["errors"]] == ([pointer] if pointer else [])


async def test_who_works_at_another_school_may_have_been_there_before(roster: Roster) -> None:
    elsewhere = new_id()
    await roster.staff(elsewhere, at=("s2",))
    over = {"starts_on": (TODAY - 2 * LONG).isoformat(), "ends_on": (TODAY - LONG).isoformat()}
    reply = await roster.at("principal", "s1").post(PATH, json=roster.wish(staff_id=str(elsewhere), **over))
    assert reply.status_code == 201, reply.text


async def test_who_begins_there_later_has_students_from_then_on(roster: Roster) -> None:
    coming, day = new_id(), TODAY + LONG
    await roster.staff(coming, at=())
    await roster.hold(coming, "mentor", "s1", day)
    principal = roster.at("principal", "s1")
    early = await principal.post(PATH, json=roster.wish(staff_id=str(coming)))
    assert (early.status_code, early.json()["code"]) == (422, "not_at_school")
    then = await principal.post(PATH, json=roster.wish(staff_id=str(coming), starts_on=day.isoformat()))
    assert then.status_code == 201, then.text


async def test_a_student_the_roster_dropped_is_assigned_no_more_but_let_go(roster: Roster) -> None:
    made = await roster.assigned()
    await roster.assessment.sql(
        "update students set deleted_at = now() where id = $1 returning id", UUID(made["student_id"])
    )
    principal = roster.at("principal", "s1")
    assert (await principal.post(PATH, json=roster.wish(relation="referral"))).json()["code"] == "no_such_student"
    ended = {"ends_on": TODAY.isoformat()}
    assert (await principal.patch(f"{PATH}/{made['id']}", json=ended)).status_code == 428
    reply = await principal.patch(f"{PATH}/{made['id']}", json=ended, headers={"If-Match": '"1"'})
    assert (reply.status_code, reply.json()["ends_on"]) == (200, ended["ends_on"])


async def test_many_are_assigned_each_with_its_own_fate_or_tried_first(roster: Roster) -> None:
    rows = {"items": [roster.wish(), roster.wish("000001"), roster.wish("000003"), roster.wish()]}
    principal = roster.at("principal", "s1")
    for validate_only in (True, False):
        reply = await principal.post(
            "/v1/bulk/caseload-assignments", json=rows, params={"validate_only": str(validate_only).lower()}
        )
        codes = [row["refusal"] and row["refusal"]["code"] for row in reply.json()["rows"]]
        assert codes == [None, "no_such_student", None, "assigned_already"]
        assert len(await ids(principal, PATH)) == (0 if validate_only else 2)
    assert (await roster.at("teacher", "s1").post("/v1/bulk/caseload-assignments", json=rows)).status_code == 403


async def test_who_syncs_is_told_what_changed(roster: Roster) -> None:
    made = await roster.assigned()
    found = await roster.assessment.machine(roster.id).get(PATH, params={"updated_since": made["updated_at"]})
    assert [row["id"] for row in found.json()["items"]] == [made["id"]]
    later = await roster.assessment.machine(roster.id).get(PATH, params={"updated_since": "2190-01-01T00:00:00Z"})
    assert later.json()["items"] == []
