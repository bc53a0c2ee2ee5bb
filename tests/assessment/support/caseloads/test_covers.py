"""Who covers somebody sees, at that school, the students of the one they cover; and the reading says for whom."""

from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, token
from tests.assessment.bundles import person, school
from tests.assessment.support.caseloads.factories import PATH, Roster


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> Roster:
    """An imported roster."""
    return await Roster(assessment, district_id).seed()


def covering(roster: Roster, role: str, where: str, whom: UUID) -> httpx.AsyncClient:
    """Somebody who holds nothing of their own but covers a colleague at a school."""
    lent = {"role": role, "school_id": str(school(roster.id, where)), "covering": str(whom)}
    scopes = roster.assessment.scopes
    return roster.assessment.caller(token(roster.id, scopes, person_id=new_id(), held=[lent]))


async def students(caller: httpx.AsyncClient) -> set[str]:
    """The ids of the students they see."""
    return {row["id"] for row in (await caller.get("/v1/students")).json()["items"]}


async def test_a_cover_sees_the_mentees_of_whom_they_cover_at_that_school(roster: Roster) -> None:
    mine, elsewhere = person(roster.id, "000000"), person(roster.id, "000001")
    await roster.assigned()
    assert (await roster.at("principal", "s2").post(PATH, json=roster.wish("000001"))).status_code == 201
    cover = covering(roster, "mentor", "s1", roster.mentor_id)
    assert await students(cover) == {mine}
    assert (await cover.get(f"/v1/students/{mine}")).status_code == 200
    assert (await cover.get(f"/v1/students/{elsewhere}")).status_code == 404
    assert {row["student_id"] for row in (await cover.get(PATH)).json()["items"]} == {mine}
    assert await students(covering(roster, "mentor", "s2", roster.mentor_id)) == {elsewhere}
    assert await students(covering(roster, "mentor", "s1", new_id())) == set()


async def test_a_cover_sees_the_classes_of_whom_they_cover(roster: Roster) -> None:
    teacher = UUID(person(roster.id, "t1"))
    own = await students(roster.at("teacher", "s1", teacher))
    assert own
    assert await students(covering(roster, "teacher", "s1", teacher)) == own
    assert await students(covering(roster, "teacher", "s2", teacher)) == set()
    classes = (await covering(roster, "teacher", "s1", teacher).get("/v1/classes")).json()["items"]
    assert classes == (await roster.at("teacher", "s1", teacher).get("/v1/classes")).json()["items"] != []


async def test_what_somebody_has_of_their_own_does_not_reach_where_they_cover(roster: Roster) -> None:
    me, absent = new_id(), new_id()
    for staff_id in (me, absent):
        await roster.staff(staff_id)
    await roster.assigned(student="000000", staff_id=str(me))
    await roster.assigned(student="000003", staff_id=str(absent))
    held = [
        {"role": "mentor", "school_id": str(school(roster.id, "s2"))},
        {"role": "mentor", "school_id": str(school(roster.id, "s1")), "covering": str(absent)},
    ]
    caller = roster.assessment.caller(token(roster.id, roster.assessment.scopes, person_id=me, held=held))
    # A mentee of s1 is seen by whoever mentors there in their own right.
    assert await students(caller) == {person(roster.id, "000003")}


async def test_the_audit_says_for_whom(roster: Roster) -> None:
    await roster.assigned()
    cover = covering(roster, "mentor", "s1", roster.mentor_id)
    mine = person(roster.id, "000000")
    assert (await cover.get(f"/v1/students/{mine}")).status_code == 200
    read = await roster.at("data_manager", None).get("/v1/audit-entries", params={"action": "read_student"})
    (reasons,) = [entry["reason"] for entry in read.json()["items"] if mine in str(entry)]
    assert f"covering for {roster.mentor_id}" in str(reasons)
