"""A school is asked to find somebody for students whose caseload keeper has left: a count, until there is none."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment.bundles import school
from tests.assessment.support.caseloads.factories import LONG, PATH, TODAY, Roster

LEADS = ("school_coordinator", "principal")


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> Roster:
    """A district with a mentor at s1, who has one of its students."""
    made = await Roster(assessment, district_id).seed()
    await hold(made, made.mentor_id, "mentor")
    await made.assigned()
    return made


async def hold(roster: Roster, staff_id: UUID, role: str) -> None:
    """Somebody holds a role at s1."""
    held = {
        **{"assignment_id": new_id(), "staff_id": staff_id, "role": role, "school_id": school(roster.id, "s1")},
        **{"starts_on": (TODAY - 2 * LONG).isoformat(), "ends_on": None, "version": 1},
    }
    await roster.assessment.receive(roster.id, ("partners.role.assigned.v1", held))


async def leave(roster: Roster) -> None:
    """The mentor leaves."""
    gone = {"staff_id": roster.mentor_id, "given_name": "M", "family_name": "N", "email": None, "language": "en"}
    await roster.assessment.receive(roster.id, ("partners.staff.recorded.v1", {**gone, "active": False, "version": 2}))


async def said(roster: Roster, what: str) -> list[dict[str, Any]]:
    """The data of what it told, oldest first."""
    return [e["data"] for e in await roster.assessment.published(roster.id, f"assessment.work.{what}.v1")]


async def test_nothing_is_asked_while_everybody_has_somebody(roster: Roster) -> None:
    assert await said(roster, "owed") == []


async def test_who_leaves_has_the_schools_lead_asked_by_a_count(roster: Roster) -> None:
    for role in LEADS:
        staff_id = new_id()
        await roster.staff(staff_id)
        await hold(roster, staff_id, role)
    made = (await roster.at("principal", "s1").get(PATH)).json()["items"]
    await leave(roster)
    (told,) = await said(roster, "owed")
    wish, at = told["wish"], str(school(roster.id, "s1"))
    assert (told["origin_type"], told["origin_id"]) == ("orphaned_caseloads", at)
    assert (wish["school_id"], wish["role"], wish["school_days"]) == (at, "principal", 5)
    assert (wish["text_code"], wish["text_values"]) == ("caseloads.orphaned", {"count": 1, "school": at})
    assert not any(row["student_id"] in str(told) for row in made)


async def test_without_a_principal_the_next_lead_is_asked(roster: Roster) -> None:
    staff_id = new_id()
    await roster.staff(staff_id)
    await hold(roster, staff_id, "school_coordinator")
    await leave(roster)
    (told,) = await said(roster, "owed")
    assert told["wish"]["role"] == "school_coordinator"


async def test_a_handover_settles_it(roster: Roster) -> None:
    await leave(roster)
    other = new_id()
    await roster.staff(other)
    await hold(roster, other, "mentor")
    wish = {"from_staff_id": str(roster.mentor_id), "to_staff_id": str(other), "starts_on": TODAY.isoformat()}
    reply = await roster.at("principal", "s1").post("/v1/caseload-handovers", json=wish)
    assert reply.status_code == 200, reply.text
    (told,) = await said(roster, "settled")
    assert (told["origin_id"], told["version"], told["settled_as"]) == (str(school(roster.id, "s1")), 2, "done")
    steward = roster.at("district_coordinator", None)
    (work,) = (await steward.get("/v1/asked-work")).json()["items"]
    assert (work["state"], work["wish"]["text_values"]["count"]) == ("settled", 1)


async def test_more_of_them_are_another_count_due_on_the_same_day(roster: Roster) -> None:
    await leave(roster)
    for student in ("000003", "000006"):
        await roster.assessment.sql(
            """insert into caseload_assignments (district_id, id, student_id, staff_id, relation, starts_on, source, created_at,
                 updated_at, created_by, updated_by)
               select district_id, gen_random_uuid(), id, $2, 'mentee', $3, 'manual', now(), now(), 'test', 'test'
               from students where district_id = $1 and source_id like '%' || $4""",
            *(roster.id, roster.mentor_id, TODAY - timedelta(days=2), student),
        )
    day: dict[str, Any] = {"since": None, "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}
    for ahead in (1, 2):
        said_day = {**day, "day": (TODAY + timedelta(days=ahead)).isoformat()}
        await roster.assessment.receive(roster.id, ("scheduling.day.begun.v1", said_day))
    first, later = await said(roster, "owed")
    assert (first["version"], later["version"]) == (1, 2)
    assert later["wish"]["text_values"]["count"] > first["wish"]["text_values"]["count"]
    assert later["wish"]["due_after"] == first["wish"]["due_after"]
