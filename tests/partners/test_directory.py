"""The directory: what changes it, and what it tells."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared import clock
from shared.ids import id_from_source, new_id
from shared.testing.calls import Service, assert_refused
from tests.one_day import ZONE
from tests.partners.factories import listed_school, listed_staff, set_up

NOW = datetime.now(UTC)


async def test_every_change_is_an_event_with_the_whole_row(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    school = (await caller.post("/v1/schools", json={"name": "Oak", "local_code": "0101"})).json()
    await caller.patch(f"/v1/schools/{school['id']}", json={"tags": ["title-1"]}, headers={"If-Match": '"1"'})
    told = await partners.published(district_id, "partners.school.recorded.v1")
    assert [(event["data"]["version"], event["data"]["tags"]) for event in told] == [(1, []), (2, ["title-1"])]
    assert {event["data"]["local_code"] for event in told} == {"0101"}


async def test_several_roles_at_several_schools_from_when_to_when(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    schools = [
        (await caller.post("/v1/schools", json={"name": "s", "local_code": code})).json()["id"] for code in ("1", "2")
    ]
    person = (await caller.post("/v1/staff", json={"given_name": "Ada", "family_name": "O'Neil"})).json()["id"]
    for school, role in ((schools[0], "principal"), (schools[1], "school_coordinator"), (None, "district_team_member")):
        body = {"staff_id": person, "school_id": school, "role": role, "starts_on": "2026-08-01"}
        made = await caller.post("/v1/role-assignments", json=body)
        assert made.status_code == 201, made.text
    ended = await caller.patch(
        f"/v1/role-assignments/{made.json()['id']}", json={"ends_on": "2026-09-30"}, headers={"If-Match": '"1"'}
    )
    assert ended.json()["ends_on"] == "2026-09-30"

    async def held(day: str) -> set[str]:
        found = await caller.get("/v1/role-assignments", params={"staff_id": person, "held_on": day})
        return {entry["role"] for entry in found.json()["items"]}

    assert await held("2026-09-30") == {"principal", "school_coordinator", "district_team_member"}
    assert await held("2026-10-01") == {"principal", "school_coordinator"}
    assert await held("2026-07-31") == set()
    types = [event["type"] for event in await partners.published(district_id, "partners.role.%ed.v1")]
    types = [type_ for type_ in types if type_ != "partners.role.recorded.v1"]
    assert types == [*["partners.role.assigned.v1"] * 3, "partners.role.ended.v1"]


async def test_tokens_end_with_a_role_that_is_over_and_not_before(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    person = (await caller.post("/v1/staff", json={"given_name": "Ada", "family_name": "B"})).json()["id"]
    role = {"staff_id": person, "role": "data_manager", "starts_on": "2026-01-01"}
    made = (await caller.post("/v1/role-assignments", json=role)).json()
    today = clock.day_in(ZONE, clock.now())

    async def told(version: int, days: int) -> list[tuple[str, str]]:
        body = {"ends_on": str(today + timedelta(days=days))}
        headers = {"If-Match": f'"{version}"'}
        changed = await caller.patch(f"/v1/role-assignments/{made['id']}", json=body, headers=headers)
        assert changed.status_code == 200, changed.text
        events = await partners.published(district_id, "partners.access.ended.v1")
        return [(event["data"]["holder_id"], event["data"]["reason"]) for event in events]

    assert await told(1, 0) == [], "the last day is still a day of the role"
    assert await told(2, -1) == [(person, "role_ended")]


async def test_a_role_for_somebody_elses_people_or_schools_is_refused(partners: Service, district_id: UUID) -> None:
    ours, theirs = partners.machine(district_id), partners.machine(new_id())
    stranger = (await theirs.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    own = (await ours.post("/v1/staff", json={"given_name": "A", "family_name": "B"})).json()["id"]
    their_school = (await theirs.post("/v1/schools", json={"name": "s", "local_code": "1"})).json()["id"]
    base = {"role": "teacher", "starts_on": "2026-08-01"}
    reply = await ours.post("/v1/role-assignments", json={**base, "staff_id": stranger})
    assert_refused(reply, 422, "no_such_staff")
    assert reply.json()["detail"] == "It names something that is not there."
    reply = await ours.post("/v1/role-assignments", json={**base, "staff_id": own, "school_id": their_school})
    assert_refused(reply, 422, "no_such_school")
    reply = await ours.post("/v1/role-assignments", json={**base, "staff_id": own, "ends_on": "2026-07-01"})
    assert_refused(reply, 422, "days_out_of_order")


async def test_the_rosters_schools_and_staff_reach_the_directory(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    school = listed_school(district_id, "org-1")
    person = listed_staff(district_id, "e1", [("r1", "principal", school["school_id"]), ("r2", "ext:clerk", None)])
    await partners.receive(
        district_id,
        ("assessment.schools.listed.v1", {"listed_at": NOW, "schools": [school]}),
        ("assessment.staff.listed.v1", {"listed_at": NOW, "staff": [person]}),
    )
    caller = partners.machine(district_id)
    (found,) = (await caller.get("/v1/schools")).json()["items"]
    assert (found["id"], found["local_code"]) == (
        str(id_from_source(district_id, "oneroster", "school", "org-1")),
        "007",
    )
    (role,) = (await caller.get("/v1/role-assignments")).json()["items"]
    assert (role["role"], role["granted_by"]) == ("principal", "roster")


async def test_the_same_roster_again_tells_nothing(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    events: list[tuple[str, dict[str, Any]]] = [
        (
            "assessment.schools.listed.v1",
            {"listed_at": NOW, "schools": [listed_school(district_id, "org-1")]},
        ),
        (
            "assessment.staff.listed.v1",
            {"listed_at": NOW, "staff": [listed_staff(district_id, "e1", [])]},
        ),
    ]
    await partners.receive(district_id, *events)
    before = await partners.published(district_id)
    await partners.receive(district_id, *events)
    assert await partners.published(district_id) == before


async def test_the_roster_takes_away_only_what_the_roster_gave(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    listed = listed_staff(district_id, "e1", [("r1", "teacher", None), ("r2", "counselor", None)])
    await partners.receive(district_id, ("assessment.staff.listed.v1", {"listed_at": NOW, "staff": [listed]}))
    caller = partners.machine(district_id)
    manual = {"staff_id": str(listed["staff_id"]), "role": "mentor", "starts_on": "2026-08-01"}
    assert (await caller.post("/v1/role-assignments", json=manual)).status_code == 201
    fewer = {**listed, "roles": listed["roles"][:1]}
    await partners.receive(district_id, ("assessment.staff.listed.v1", {"listed_at": NOW, "staff": [fewer]}))
    ended = await partners.published(district_id, "partners.access.ended.v1")
    told = [(event["data"]["holder_id"], event["data"]["reason"]) for event in ended]
    assert told == [(str(listed["staff_id"]), "role_ended")], "tokens still carry what the roster took away"
    items = (await caller.get("/v1/role-assignments")).json()["items"]
    assert {entry["role"]: entry["ends_on"] is None for entry in items} == {
        "teacher": True,
        "counselor": False,
        "mentor": True,
    }
    roster_role = next(entry for entry in items if entry["role"] == "teacher")
    reply = await caller.patch(
        f"/v1/role-assignments/{roster_role['id']}",
        json={"ends_on": "2027-01-01"},
        headers={"If-Match": f'"{roster_role["version"]}"'},
    )
    assert_refused(reply, 409, "roster_owned")


async def test_a_districts_own_tags_survive_the_roster(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    school = listed_school(district_id, "org-1")
    event = ("assessment.schools.listed.v1", {"listed_at": NOW, "schools": [school]})
    await partners.receive(district_id, event)
    caller = partners.machine(district_id)
    await caller.patch(
        f"/v1/schools/{school['school_id']}", json={"tags": ["title-1"], "cohort": "2"}, headers={"If-Match": '"1"'}
    )
    renamed = {**school, "name": "Renamed"}
    await partners.receive(district_id, ("assessment.schools.listed.v1", {"listed_at": NOW, "schools": [renamed]}))
    (found,) = (await caller.get("/v1/schools")).json()["items"]
    assert (found["name"], found["tags"], found["cohort"]) == ("Renamed", ["title-1"], "2")


async def test_an_older_listing_that_comes_late_changes_nothing(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    person = listed_staff(district_id, "e1", [("r1", "teacher", None)])
    school = listed_school(district_id, "org-1")
    left = {**person, "active": False, "roles": []}
    for listed, named, moment in (
        (person, "Oak", NOW),
        (left, "Renamed", NOW + timedelta(hours=1)),
        (person, "Oak", NOW),
    ):
        await partners.receive(
            district_id,
            ("assessment.schools.listed.v1", {"listed_at": moment, "schools": [{**school, "name": named}]}),
            ("assessment.staff.listed.v1", {"listed_at": moment, "staff": [listed]}),
        )
    caller = partners.machine(district_id)
    assert [entry["active"] for entry in (await caller.get("/v1/staff")).json()["items"]] == [False]
    assert [entry["name"] for entry in (await caller.get("/v1/schools")).json()["items"]] == ["Renamed"]
    (role,) = (await caller.get("/v1/role-assignments")).json()["items"]
    assert role["ends_on"] is not None


async def test_schools_that_swap_codes_or_meet_a_taken_one_are_all_recorded(
    partners: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    caller = partners.machine(district_id)
    await caller.post("/v1/schools", json={"name": "by hand", "local_code": "7"})
    one = {**listed_school(district_id, "org-1"), "local_code": "1"}
    two = {**listed_school(district_id, "org-2"), "local_code": "2"}
    three = {**listed_school(district_id, "org-3"), "local_code": "7"}
    listing = {"listed_at": NOW, "schools": [one, two, three]}
    swapped = {
        "listed_at": NOW + timedelta(1),
        "schools": [{**one, "local_code": "2"}, {**two, "local_code": "1"}, three],
    }
    for data in (listing, swapped):
        await partners.receive(district_id, ("assessment.schools.listed.v1", data))
    found = {school["source_id"]: school["local_code"] for school in (await caller.get("/v1/schools")).json()["items"]}
    assert found == {None: "7", "org-1": "2", "org-2": "1", "org-3": "org-3"}


async def test_pages_of_staff_are_exact_and_their_cursors_hold_no_name(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    for number in range(7):
        body = {"given_name": "Emily", "family_name": ("Abbott", "Okafor")[number % 2], "email": None}
        assert (await caller.post("/v1/staff", json=body)).status_code == 201
    whole = (await caller.get("/v1/staff")).json()["items"]
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await caller.get("/v1/staff", params={"limit": "2", **cursor})).json()
        found += page["items"]
        if page["next_cursor"] is None:
            break
        # What it is bound to stands before what it holds.
        held = base64.urlsafe_b64decode(page["next_cursor"][8:] + "==")
        assert json.loads(held) == [found[-1]["id"], 1]
        cursor = {"cursor": page["next_cursor"]}
    assert (len(whole), found) == (7, whole)
