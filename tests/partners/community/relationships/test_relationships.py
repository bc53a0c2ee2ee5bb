"""Somebody keeps each relationship; one that goes quiet becomes their work, and goes over with the role."""

from typing import Any
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.community.relationships.factories import RELATIONSHIPS, day, keeping

RECORDED, STALE = "partners.relationship.recorded.v1", "partners.relationship.stale.v1"


async def test_a_relationship_is_kept_and_told_without_what_was_said(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept(
        aim="Two evenings a week.", could_give="A nurse.", next_step="Call", next_step_on=str(day(3))
    )
    assert (made["is_with"], made["health"], made["owner"]["name"]) == ("organization", "due", "Ana Q")
    (told,) = await place.told(RECORDED)
    assert told == {
        **{"relationship_id": made["id"], "school_id": place.town.oak, "is_with": "organization"},
        **{"organization_id": place.clinic["id"], "colleague_id": None, "owner_id": place.ana, "health": "due"},
        **{"next_step_on": str(day(3)), "last_contact_on": None, "ended_on": None, "version": 1},
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "School board"},
        {"organization_id": None},
        {"organization_id": None, "body": " "},
        {"owner_id": None},
    ],
)
async def test_it_is_with_one_and_kept_by_one(partners: Service, district_id: UUID, changes: dict[str, Any]) -> None:
    place = await keeping(partners, district_id)
    assert_refused(await place.keep(**changes), 422, "invalid")


async def test_what_does_not_go_together_is_refused_by_name(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    at_elm = await place.staff("Eva", school_id=place.town.elm)
    assert_refused(await place.keep(owner_id=at_elm), 422, "not_of_the_place")
    assert_refused(await place.keep(owner_id=str(new_id())), 422, "not_of_the_place")
    assert_refused(await place.keep(next_step_on="2026-12-24"), 422, "step_without_words")
    assert_refused(await place.keep(school_id=str(new_id())), 422, "not_of_the_place")
    assert_refused(await place.keep(organization_id=None, colleague_id=str(new_id())), 422, "no_such_staff")
    assert_refused(await place.keep(organization_id=str(new_id())), 422, "no_such_organization")
    assert_refused(await place.keep(started_on=str(day(1))), 422, "days_out_of_order")
    made = await place.kept()
    assert_refused(await place.keep(), 409, "relationship_there")
    assert_refused(await place.change(made, ended_on="2020-01-01"), 422, "days_out_of_order")
    assert_refused(await place.change(made, owner_id=at_elm), 422, "not_of_the_place")
    # Of the district, and of another school, there may be one more; and one again, once it is over.
    await place.kept(school_id=place.town.elm, owner_id=at_elm)
    assert (await place.change(made, ended_on=str(day(0)), ended_because="Moved away.")).status_code == 200
    await place.kept()


async def test_there_is_one_with_who_stands_for_both_and_until_it_is_over(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    twin = await place.town.add()
    assert (await place.town.merge(twin, place.clinic)).status_code == 200
    assert_refused(await place.keep(organization_id=twin["id"]), 409, "relationship_there")
    assert (await place.change(made, ended_on=str(day(300)))).status_code == 200
    assert_refused(await place.keep(organization_id=twin["id"]), 409, "relationship_there")
    assert (await place.change(made, ended_on=str(day(0)))).status_code == 200
    await place.kept(organization_id=twin["id"])


async def test_what_goes_quiet_becomes_its_owners_work_once_until_they_are_in_touch(
    partners: Service, district_id: UUID
) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept(started_on=str(day(-90)))
    assert made["health"] == "good"
    rules = {"stale_after_days": 89, "overdue_after_days": 14, "due_before_days": 7}
    put = await place.town.machine.put("/v1/relationship-rules", json=rules, headers={"If-Match": '"0"'})
    assert put.status_code == 200, put.text
    await place.begin()
    await place.begin()
    stale = await place.read(made)
    assert (stale["health"], stale["stale_since"]) == ("stale", str(day(0)))
    assert len(await place.told(STALE)) == 1
    assert await place.wishes() == [("relationship.be_in_touch", place.ana)]
    logged = await place.log(made, next_step="Send the dates.", next_step_on=str(day(20)))
    assert logged.status_code == 201, logged.text
    well = await place.read(made)
    assert (well["health"], well["last_contact_on"], well["next_step"]) == ("good", str(day(0)), "Send the dates.")
    assert (await place.wishes())[-1] == ("settled", "done")


async def test_it_goes_over_with_the_role_else_somebody_names_who_keeps_it(
    partners: Service, district_id: UUID
) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    ben = await place.staff("Ben")
    machine = place.town.machine
    for person, then in ((place.ana, ben), (ben, None)):
        (held,) = (await machine.get(f"/v1/role-assignments?staff_id={person}")).json()["items"]
        tag = (await machine.get(f"/v1/role-assignments/{held['id']}")).headers["etag"]
        ended = await machine.patch(
            f"/v1/role-assignments/{held['id']}", json={"ends_on": str(day(-1))}, headers={"If-Match": tag}
        )
        assert ended.status_code == 200, ended.text
        (*_, told) = await place.told("partners.role.ended.v1")
        await partners.receive(district_id, ("partners.role.ended.v1", told))
        owner = (await place.read(made))["owner"]
        assert (owner and owner["id"]) == then
    assert (await place.read(made))["health"] == "unowned"
    assert await place.wishes() == [("relationship.name_owner", "principal")]
    eva = await place.staff("Eva", "counselor")
    assert (await place.change(made, owner_id=eva)).status_code == 200
    assert (await place.wishes())[-1] == ("settled", "done")


@pytest.mark.parametrize("how", ["told", "by its date"])
async def test_of_several_who_hold_the_role_the_longest_takes_over(
    partners: Service, district_id: UUID, how: str
) -> None:
    place = await keeping(partners, district_id)
    leaver = await place.staff("Lea", "counselor", ends_on=str(day(0)))
    made = await place.kept(owner_id=leaver)
    await place.staff("New", "counselor", starts_on=str(day(-5)))
    longest = await place.staff("Old", "counselor", starts_on=str(day(-50)))
    (held,) = (await place.town.machine.get(f"/v1/role-assignments?staff_id={leaver}")).json()["items"]
    address = f"/v1/role-assignments/{held['id']}"
    tag = (await place.town.machine.get(address)).headers["etag"]
    ended = await place.town.machine.patch(address, json={"ends_on": str(day(-1))}, headers={"If-Match": tag})
    assert ended.status_code == 200, ended.text
    assert (await place.read(made))["owner"]["id"] == leaver
    if how == "told":
        (*_, told) = await place.told("partners.role.ended.v1")
        await partners.receive(district_id, ("partners.role.ended.v1", told))
    else:
        await place.begin()
    assert (await place.read(made))["owner"]["id"] == longest


async def test_somebody_of_the_district_may_keep_a_schools_relationship(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    machine = place.town.machine
    person = (await machine.post("/v1/staff", json={"given_name": "Dee", "family_name": "Q"})).json()["id"]
    role = {"staff_id": person, "role": "district_captain", "starts_on": "2026-08-24"}
    given = await machine.post("/v1/role-assignments", json=role)
    assert given.status_code == 201, given.text
    made = await place.kept(owner_id=person)
    await place.begin()
    assert (await place.read(made))["owner"]["id"] == person


async def test_what_is_over_asks_for_nothing_any_more(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept(started_on=str(day(-200)))
    assert await place.wishes() == [("relationship.be_in_touch", place.ana)]
    assert (await place.change(made, ended_on=str(day(-1)))).status_code == 200
    assert (await place.read(made))["health"] == "ended"
    assert (await place.wishes())[-1] == ("settled", "dropped")


async def test_a_school_sees_its_own_and_the_district_all(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    made = await place.kept()
    eva = await place.staff("Eva", school_id=place.town.elm)
    other = await place.kept(school_id=place.town.elm, owner_id=eva)
    for caller, seen in (
        (place.town.person("school_coordinator", place.town.oak), [made["id"]]),
        (place.town.person("counselor", place.town.elm), [other["id"]]),
        (place.town.person("executive_leader"), [made["id"], other["id"]]),
    ):
        found = (await caller.get(RELATIONSHIPS)).json()["items"]
        assert [one["id"] for one in found] == seen
    stranger = place.town.person("principal", place.town.elm)
    assert_refused(await stranger.get(f"{RELATIONSHIPS}/{made['id']}"), 404, "not_found")
    assert_refused(await place.log(made, stranger), 404, "not_found")
    for profile in ("teacher", "mentor", "volunteer"):
        assert_refused(await place.town.person(profile, place.town.oak).get(RELATIONSHIPS), 403, "not_permitted")


async def test_they_are_found_by_what_a_coordinator_asks_for(partners: Service, district_id: UUID) -> None:
    place = await keeping(partners, district_id)
    await place.kept(next_step="Call", next_step_on=str(day(30)))
    await place.kept(organization_id=None, body="School board", started_on=str(day(-300)))
    twin = await place.town.add()
    assert (await place.town.merge(twin, place.clinic)).status_code == 200
    for asked, count in (
        ({}, 2),
        ({"organization_id": twin["id"]}, 1),
        ({"health": "stale"}, 1),
        ({"health": "stale,good"}, 2),
        ({"is_with": "body"}, 1),
        ({"owner_id": place.ana}, 2),
        ({"next_step_before": str(day(31))}, 1),
        ({"next_step_before": str(day(30))}, 0),
        ({"school_id": place.town.elm}, 0),
    ):
        found = (await place.town.machine.get(RELATIONSHIPS, params=asked)).json()["items"]
        assert len(found) == count, asked
