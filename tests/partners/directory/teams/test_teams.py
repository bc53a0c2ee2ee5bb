"""A team has members with parts, one leader at a time, and is told whole, without its guests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.one_day import ZONE
from tests.partners.directory.teams.factories import leader, placed

FAMILY = {"guest_name": "Mrs. Vance", "guest_from": "family"}


async def test_a_team_is_told_whole_and_without_its_guests(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana), FAMILY, charge="Who is missing?")
    assert [one["guest_name"] for one in made.json()["members"]] == [None, "Mrs. Vance"]
    (told,) = await place.told()
    (member,) = told.pop("members")
    assert told == {
        **{"team_id": made.json()["id"], "school_id": place.oak, "kind": "attendance", "name": "Attendance team"},
        **{"starts_on": "2026-08-24", "ends_on": None, "version": 1},
    }
    assert (member["staff_id"], member["meeting_roles"]) == (place.ana, ["leader"])
    assert "Vance" not in str(await partners.published(district_id))


async def test_a_change_of_a_member_is_one_of_the_team(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana))
    moved = await place.change(made, stands_in_for=["minute_taker"], away_from="2026-10-01", away_until="2026-10-09")
    assert moved.status_code == 200, moved.text
    assert moved.json()["version"] == made.json()["version"] + 1
    assert moved.headers["etag"].startswith(f'"{moved.json()["version"]}-')
    assert_refused(await place.change(made, ends_on="2026-12-01"), 412, "stale")
    (member,) = (await place.told())[-1]["members"]
    assert (member["away_from"], member["stands_in_for"]) == ("2026-10-01", ["minute_taker"])


async def test_a_team_has_one_leader_at_a_time(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana, ends_on="2026-12-31"))
    address = f"/v1/teams/{made.json()['id']}/members"
    soon = leader(place.ben, starts_on="2026-12-31")
    assert_refused(await place.machine.post(address, json=soon), 409, "leader_there")
    after = await place.machine.post(address, json={**soon, "starts_on": "2027-01-01"})
    assert after.status_code == 201
    # Nor by moving a day, or a part.
    assert_refused(await place.change(after, ends_on="2027-01-01"), 409, "leader_there")
    assert_refused(await place.machine.post(address, json=leader(place.ana)), 409, "member_already")


@pytest.mark.parametrize(
    ("member", "status", "code"),
    [
        ({**FAMILY, "meeting_roles": ["leader"]}, 422, "leader_of_the_staff"),
        ({**FAMILY, "stands_in_for": ["leader"]}, 422, "leader_of_the_staff"),
        ({**FAMILY, "guest_email": "v@example.org"}, 422, "no_family_contact"),
        ({"guest_name": "Mrs. Vance"}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"staff_id": str(new_id())}, 422, "no_such_staff"),
        ({**FAMILY, "starts_on": "2026-10-02", "ends_on": "2026-10-01"}, 422, "days_out_of_order"),
        ({**FAMILY, "meeting_roles": ["chair"]}, 422, "invalid"),
    ],
)
async def test_what_makes_no_member_changes_nothing(
    partners: Service, district_id: UUID, member: dict[str, Any], status: int, code: str
) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana))
    address = f"/v1/teams/{made.json()['id']}"
    assert_refused(await place.machine.post(f"{address}/members", json=member), status, code)
    assert (await place.machine.get(address)).json() == made.json()
    body = {"kind": "data", "name": "Data", "starts_on": "2026-08-24", "members": [member]}
    assert_refused(await place.machine.post("/v1/teams", json=body), status, code)
    assert len((await place.machine.get("/v1/teams")).json()["items"]) == 1


async def test_the_days_and_guests_of_members_are_held(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana))
    assert_refused(await place.change(made, away_from="2026-10-01"), 422, "days_out_of_order")
    backwards: dict[str, Any] = {"away_from": "2026-10-02", "away_until": "2026-10-01"}
    assert_refused(await place.change(made, **backwards), 422, "days_out_of_order")
    assert_refused(await place.change(made, guest_name="Ana"), 422, "not_a_guest")
    elsewhere = await place.team(leader(place.ben), name="Other")
    team, other = made.json()["id"], elsewhere.json()["members"][0]["id"]
    wrong = await place.machine.patch(
        f"/v1/teams/{team}/members/{other}", json={"ends_on": None}, headers={"If-Match": made.headers["etag"]}
    )
    assert_refused(wrong, 404, "not_found")
    over = {"starts_on": "2026-08-24", "ends_on": "2026-08-23"}
    address, match = f"/v1/teams/{team}", {"If-Match": made.headers["etag"]}
    assert_refused(await place.machine.patch(address, json=over, headers=match), 422, "days_out_of_order")
    assert_refused(await place.machine.patch(address, json={"name": "x"}), 428, "version_missing")


async def test_a_schools_team_is_its_leads_to_write_and_its_peoples_to_read(
    partners: Service, district_id: UUID
) -> None:
    place = await placed(partners, district_id)
    made = await place.team(leader(place.ana))
    await place.team(school_id=None, kind="district_implementation", name="DIT")
    oak, elm = place.principal(place.oak), place.principal(place.elm)
    names = [[one["name"] for one in (await who.get("/v1/teams")).json()["items"]] for who in (oak, elm)]
    assert names == [["Attendance team", "DIT"], ["DIT"]]
    assert_refused(await elm.get(f"/v1/teams/{made.json()['id']}"), 404, "not_found")
    theirs = {"kind": "data", "name": "Data", "starts_on": "2026-08-24"}
    assert (await elm.post("/v1/teams", json={**theirs, "school_id": place.elm})).status_code == 201
    assert_refused(await elm.post("/v1/teams", json={**theirs, "school_id": place.oak}), 403, "not_permitted")
    assert_refused(await elm.post("/v1/teams", json=theirs), 403, "not_permitted")
    teacher = partners.person(district_id, new_id(), ("teacher", UUID(place.oak)))
    assert (await teacher.get(f"/v1/teams/{made.json()['id']}")).status_code == 200
    refused = await teacher.patch(f"/v1/teams/{made.json()['id']}", json={"name": "x"}, headers={"If-Match": '"1"'})
    assert_refused(refused, 403, "not_permitted")
    mentor = partners.person(district_id, new_id(), ("mentor", UUID(place.oak)))
    assert_refused(await mentor.get("/v1/teams"), 403, "not_permitted")
    bound = partners.machine_at(district_id, UUID(place.elm))
    assert [one["name"] for one in (await bound.get("/v1/teams")).json()["items"]] == ["Data"]


async def test_teams_are_found_by_day_person_and_want_of_a_leader(partners: Service, district_id: UUID) -> None:
    place = await placed(partners, district_id)
    yesterday = (clock.day_in(ZONE, clock.now()) - timedelta(days=2)).isoformat()
    await place.team(leader(place.ana), name="Led")
    await place.team(leader(place.ben, ends_on=yesterday), name="Lost")
    await place.team({"staff_id": place.eva}, name="Over", ends_on=yesterday)
    await place.team(leader(place.eva, starts_on="2199-01-01"), name="Not begun", starts_on="2199-01-01")

    async def found(**query: str) -> list[str]:
        reply = await place.machine.get("/v1/teams", params=query)
        return [one["name"] for one in reply.json()["items"]]

    assert await found(leaderless="true") == ["Lost"]
    assert await found(leaderless="false") == ["Led", "Not begun", "Over"]
    assert await found(staff_id=place.eva) == ["Not begun", "Over"]
    assert await found(held_on="2199-01-01", school_id=place.oak) == ["Led", "Lost", "Not begun"]
    assert await found(kind="data") == []
