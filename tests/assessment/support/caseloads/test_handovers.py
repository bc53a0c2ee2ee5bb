"""A caseload goes from one to another; whose holder is gone is found; what became of an assignment is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment.bundles import person, school
from tests.assessment.support.caseloads.factories import LONG, PATH, TODAY, Roster

HANDOVERS = "/v1/caseload-handovers"
NEXT = TODAY + LONG


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> Roster:
    """An imported roster."""
    return await Roster(assessment, district_id).seed()


@pytest.fixture
async def other(roster: Roster) -> UUID:
    """Who takes over."""
    staff_id = new_id()
    await roster.staff(staff_id)
    return staff_id


async def handed_over(
    roster: Roster, to: UUID, caller: httpx.AsyncClient | None = None, **changes: Any
) -> httpx.Response:
    """The mentor's, to somebody."""
    wish = {"from_staff_id": str(roster.mentor_id), "to_staff_id": str(to), "starts_on": NEXT.isoformat(), **changes}
    return await (caller or roster.at("principal", "s1")).post(HANDOVERS, json=wish)


async def test_nobody_takes_over_where_they_do_not_work(roster: Roster) -> None:
    await roster.assigned()
    elsewhere = new_id()
    await roster.staff(elsewhere, at=("s2",))
    reply = await handed_over(roster, elsewhere)
    assert (reply.status_code, reply.json()["code"]) == (422, "not_at_school")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == ["/to_staff_id"]
    assert {row["staff"]["id"] for row in await rows(roster)} == {str(roster.mentor_id)}


async def rows(roster: Roster, **filters: Any) -> list[dict[str, Any]]:
    """Assignments as the data manager sees them."""
    reply = await roster.at("data_manager", None).get(PATH, params=filters)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


def counts(reply: httpx.Response) -> tuple[int, int, int]:
    """What a handover says it did."""
    assert reply.status_code == 200, reply.text
    said = reply.json()
    return said["handed_over"], said["already_theirs"], said["not_on_roster"]


async def test_what_one_has_is_the_others_from_that_day_on(roster: Roster, other: UUID) -> None:
    first, second = await roster.assigned(), await roster.assigned(student="000003", relation="caseload")
    assert counts(await handed_over(roster, other)) == (2, 0, 0)
    assert {row["id"]: row["ends_on"] for row in await rows(roster, staff_id=roster.mentor_id)} == dict.fromkeys(
        (first["id"], second["id"]), (NEXT - timedelta(days=1)).isoformat()
    )
    theirs = await rows(roster, staff_id=other)
    assert {(row["student_id"], row["relation"], row["starts_on"], row["ends_on"]) for row in theirs} == {
        (one["student_id"], one["relation"], NEXT.isoformat(), None) for one in (first, second)
    }


async def test_only_one_relation_goes_if_so_wished(roster: Roster, other: UUID) -> None:
    await roster.assigned()
    await roster.assigned(student="000003", relation="caseload")
    assert counts(await handed_over(roster, other, relation="caseload")) == (1, 0, 0)
    assert [row["relation"] for row in await rows(roster, staff_id=other)] == ["caseload"]


async def test_what_is_over_stays_and_what_has_not_begun_goes_whole(roster: Roster, other: UUID) -> None:
    over = await roster.assigned(ends_on=(TODAY - timedelta(days=1)).isoformat())
    later = await roster.assigned(student="000003", starts_on=(NEXT + timedelta(days=2)).isoformat())
    assert counts(await handed_over(roster, other)) == (1, 0, 0)
    (kept,) = await rows(roster, staff_id=roster.mentor_id)
    assert (kept["id"], kept["ends_on"], kept["version"]) == (over["id"], over["ends_on"], over["version"])
    (moved,) = await rows(roster, staff_id=other)
    assert (moved["id"], moved["starts_on"], moved["version"]) == (later["id"], later["starts_on"], 2)


async def test_who_has_it_already_gets_it_no_second_time(roster: Roster, other: UUID) -> None:
    await roster.assigned()
    theirs = await roster.assigned(staff_id=str(other))
    assert counts(await handed_over(roster, other)) == (0, 1, 0)
    assert [row["id"] for row in await rows(roster, staff_id=other)] == [theirs["id"]]
    (mine,) = await rows(roster, staff_id=roster.mentor_id)
    assert mine["ends_on"] == (NEXT - timedelta(days=1)).isoformat()


async def test_a_school_hands_over_its_own_students_alone(roster: Roster, other: UUID) -> None:
    await roster.assigned()
    at_s2 = roster.wish("000001")
    assert (await roster.at("principal", "s2").post(PATH, json=at_s2)).status_code == 201
    assert counts(await handed_over(roster, other)) == (1, 0, 0)
    (left,) = [row for row in await rows(roster, staff_id=roster.mentor_id) if row["ends_on"] is None]
    assert left["student_id"] == person(roster.id, "000001")


async def test_what_cannot_be_is_refused_and_changes_nothing(roster: Roster, other: UUID) -> None:
    made = await roster.assigned()
    assert_refused(await handed_over(roster, roster.mentor_id), 422, "same_person")
    assert_refused(await handed_over(roster, new_id()), 422, "no_such_staff")
    assert_refused(await handed_over(roster, other, from_staff_id=str(new_id())), 404, "not_found")
    for role, where in (("teacher", "s1"), ("mentor", "s1")):
        assert_refused(await handed_over(roster, other, roster.at(role, where)), 403, "not_permitted")
    # Read by whoever may change nothing of it.
    assert await rows(roster) == [{**made, "may": []}]


async def test_an_assignment_tells_what_became_of_it(roster: Roster, other: UUID) -> None:
    made = await roster.assigned()
    await handed_over(roster, other)
    principal = roster.at("principal", "s1")
    lines = (await principal.get(f"{PATH}/{made['id']}/history")).json()["items"]
    assert [(line["what"], line["before"], line["after"]) for line in lines] == [
        ("assigned", None, made["starts_on"]),
        ("ends_on", None, (NEXT - timedelta(days=1)).isoformat()),
    ]
    (theirs,) = await rows(roster, staff_id=other)
    assert (await roster.at("principal", "s2").get(f"{PATH}/{theirs['id']}/history")).status_code == 404


async def test_each_change_is_a_fact_that_names_no_student(roster: Roster, other: UUID) -> None:
    made = await roster.assigned()
    await handed_over(roster, other)
    told = await roster.assessment.sql(
        "select data from outbox where district_id = $1 and type = 'assessment.caseload.recorded.v1' order by id",
        roster.id,
    )
    assert len(told) == 3
    assert made["student_id"] not in str(told)
    assert str(school(roster.id, "s1")) in told[0]["data"]
    assert [str(other) in row["data"] for row in told] == [False, False, True]


async def test_whose_holder_is_gone_is_found(roster: Roster, assessment: Service) -> None:
    keeper = new_id()
    await roster.staff(keeper, at=())
    role = {"staff_id": keeper, "school_id": school(roster.id, "s1"), "role": "mentor", "ends_on": None}
    held = {"assignment_id": new_id(), **role, "starts_on": (TODAY - 2 * LONG).isoformat()}
    await assessment.receive(roster.id, ("partners.role.assigned.v1", {**held, "version": 1}))
    made = await roster.assigned(staff_id=str(keeper))
    assert await rows(roster, orphaned=True) == []
    assert [row["id"] for row in await rows(roster, orphaned=False)] == [made["id"]]
    ended = {**held, "ends_on": (TODAY - LONG).isoformat(), "version": 2}
    await assessment.receive(roster.id, ("partners.role.ended.v1", ended))
    assert [row["id"] for row in await rows(roster, orphaned=True)] == [made["id"]]
    assert await rows(roster, orphaned=False) == []
    again = {**held, "assignment_id": new_id(), "school_id": school(roster.id, "s2"), "version": 1}
    await assessment.receive(roster.id, ("partners.role.assigned.v1", again))
    assert len(await rows(roster, orphaned=True)) == 1, "a role elsewhere keeps nobody here"
    everywhere = {**again, "assignment_id": new_id(), "school_id": None}
    await assessment.receive(roster.id, ("partners.role.assigned.v1", everywhere))
    assert await rows(roster, orphaned=True) == []
    gone = {"staff_id": keeper, "given_name": "M", "family_name": "N", "email": None, "language": "en"}
    await assessment.receive(roster.id, ("partners.staff.recorded.v1", {**gone, "active": False, "version": 2}))
    assert [row["id"] for row in await rows(roster, orphaned=True)] == [made["id"]]
    seen = (await roster.at("school_coordinator", "s1").get(PATH, params={"orphaned": True})).json()["items"]
    assert [row["id"] for row in seen] == [made["id"]]
