"""Who shares a task sees it, on their day too, and may do it; its owner alone answers for it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.planning.teams.factories import Teams, member, team

SOON = {"kind": "date", "on": (TODAY + timedelta(days=5)).isoformat()}
#: The mentor of Oak may see no task by their role.
MENTOR = ("mentor", "oak")


def mentor(district: District) -> httpx.AsyncClient:
    """The mentor of Oak."""
    return district.as_person("mentor_oak", MENTOR)


async def day_of(caller: httpx.AsyncClient) -> list[dict[str, Any]]:
    """What is due soon on somebody's day."""
    reply = await caller.get("/v1/my-day")
    assert reply.status_code == 200, reply.text
    return list(reply.json()["due_soon"])


def by(district: District, how: str) -> dict[str, Any]:
    """How an activity names the mentor of Oak."""
    every: dict[str, dict[str, Any]] = {
        "role": {"responsible_roles": ["counselor", "mentor"]},
        "person": {"responsible_ids": [str(district.people["mentor_oak"])]},
        "owning team": {"owner_role": "team:attendance"},
        "team": {"responsible_roles": ["team:attendance"]},
    }
    return every[how]


@pytest.mark.parametrize("how", ["role", "person", "owning team", "team"])
async def test_who_shares_a_task_sees_it_and_may_do_it(district: District, how: str) -> None:
    await Teams(district).told()
    plan = await district.published(activity(due=SOON, **by(district, how)), activity("A2", due=SOON))
    me, task = mentor(district), await district.task(plan, "oak")
    (mine,) = await day_of(me)
    assert mine["id"] == task["id"]
    assert [one["why"] for one in mine["reasons"]] == ["responsible", "due_soon"]
    assert mine["reasons"][0]["person"]["id"] == str(district.people["coordinator_oak"])
    assert mine["because"] == "you share responsibility for it with A coordinator_oak"
    listed = (await me.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert [one["id"] for one in listed] == [task["id"]]
    whole = (await me.get(f"/v1/tasks/{task['id']}")).json()
    named = by(district, how)
    assert whole["responsible_roles"] == named.get("responsible_roles", [])
    assert [one["id"] for one in whole["responsible_people"]] == named.get("responsible_ids", [])
    done = await me.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert done.status_code == 200, done.text
    assert done.json()["owner"]["id"] == str(district.people["coordinator_oak"])


@pytest.mark.parametrize("how", ["role", "owning team", "team"])
async def test_it_is_shared_at_its_place_alone(district: District, how: str) -> None:
    await Teams(district).told()
    plan = await district.published(activity(due=SOON, **by(district, how)))
    elsewhere = await district.task(plan, "elm")
    assert_refused(await mentor(district).get(f"/v1/tasks/{elsewhere['id']}"), 404, "not_found")
    assert_refused(await mentor(district).post(f"/v1/tasks/{elsewhere['id']}/complete", json={}), 404, "not_found")


async def test_a_person_named_everywhere_shares_it_where_they_hold_a_role(district: District) -> None:
    plan = await district.published(activity(due=SOON, **by(district, "person")))
    assert [one["school"]["name"] for one in await day_of(mentor(district))] == ["oak"]
    both = district.as_person("mentor_oak", MENTOR, ("mentor", "elm"))
    assert {one["school"]["name"] for one in await day_of(both)} == {"oak", "elm"}
    listed = (await both.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert {one["school"]["name"] for one in listed} == {"oak", "elm"}


async def watched_at(caller: httpx.AsyncClient) -> set[str]:
    """Of which schools tasks stand in somebody's watched list."""
    day = (await caller.get("/v1/my-day")).json()
    return {one["school"]["name"] for one in day["watched"]}


@pytest.mark.parametrize("how", ["person", "everywhere"])
async def test_watched_tasks_of_places_where_one_holds_no_role_are_not_on_the_day(district: District, how: str) -> None:
    if how == "everywhere":
        ours = team(None, member(district.people["author"], "leader"), member(district.people["mentor_oak"]))
        await district.scheduling.receive(district.id, ours)
    named = by(district, "owning team" if how == "everywhere" else how)
    plan = await district.published(activity(due=SOON, **named))
    both = district.as_person("mentor_oak", MENTOR, ("mentor", "elm"))
    for school in ("oak", "elm"):
        task = await district.task(plan, school)
        assert (await both.put(f"/v1/tasks/{task['id']}/watch")).status_code == 204
        assert (await district.author.post(f"/v1/tasks/{task['id']}/start")).status_code == 200
        done = await district.author.post(f"/v1/tasks/{task['id']}/complete", json={})
        assert done.status_code == 200, done.text
    assert await watched_at(both) == {"oak", "elm"}
    assert await watched_at(mentor(district)) == {"oak"}


async def test_what_the_district_owes_is_shared_by_who_holds_a_role_for_it(district: District) -> None:
    ours = activity(due=SOON, owner_role="district_coordinator", targets={"kind": "district"})
    plan = await district.published({**ours, **by(district, "person")})
    for at_school in (mentor(district), district.as_person("mentor_oak", MENTOR, ("mentor", "elm"))):
        assert await day_of(at_school) == []
        assert (await at_school.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"] == []
    of_district = district.as_person("mentor_oak", ("mentor", None))
    listed = (await of_district.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert [one["id"] for one in await day_of(of_district)] == [one["id"] for one in listed] != []


async def test_a_team_of_the_district_shares_but_where_a_school_has_its_own(district: District) -> None:
    await Teams(district).told(member(district.people["coordinator_oak"], "leader"))
    ours = team(None, member(district.people["author"], "leader"), member(district.people["mentor_oak"]))
    await district.scheduling.receive(district.id, ours)
    plan = await district.published(activity(due=SOON, owner_role="team:attendance"))
    everywhere = district.as_person("mentor_oak", MENTOR, ("mentor", "elm"))
    assert [one["school"]["name"] for one in await day_of(everywhere)] == ["elm"]
    listed = (await everywhere.get("/v1/tasks", params={"plan_id": plan["id"]})).json()["items"]
    assert [one["school"]["name"] for one in listed] == ["elm"]
    assert listed[0]["owner"]["id"] == str(district.people["author"])
    theirs = await district.task(plan, "oak")
    assert_refused(await everywhere.post(f"/v1/tasks/{theirs['id']}/start"), 404, "not_found")
    assert (await everywhere.post(f"/v1/tasks/{listed[0]['id']}/start")).status_code == 200


async def test_who_is_off_the_team_or_the_role_shares_nothing(district: District) -> None:
    teams = Teams(district)
    await teams.told()
    plan = await district.published(activity(due=SOON, owner_role="team:attendance"))
    task = await district.task(plan, "oak")
    people = teams.people()
    people[-1]["ends_on"] = (TODAY - timedelta(days=1)).isoformat()
    await teams.told(*people)
    assert await day_of(mentor(district)) == []
    assert_refused(await mentor(district).get(f"/v1/tasks/{task['id']}"), 404, "not_found")


async def test_who_shares_it_does_not_decide_who_owns_it(district: District) -> None:
    plan = await district.published(activity(due=SOON, **by(district, "role")))
    task = await district.task(plan, "oak")
    wish, match = {"owner_id": str(district.people["mentor_oak"])}, {"If-Match": f'"{task["version"]}"'}
    refused = await mentor(district).patch(f"/v1/tasks/{task['id']}", json=wish, headers=match)
    assert_refused(refused, 403, "not_permitted")
    assert_refused(
        await mentor(district).post(f"/v1/tasks/{task['id']}/withdraw", json={"reason": "x"}), 403, "not_permitted"
    )


async def test_who_shares_it_can_be_named_in_a_comment(district: District) -> None:
    named = {"body": "Can you?", "mentioned_ids": [str(district.people["mentor_oak"])]}
    shared = await district.task(await district.published(activity(due=SOON, **by(district, "role"))), "oak")
    assert (await district.oak.post(f"/v1/tasks/{shared['id']}/comments", json=named)).status_code == 201
    other = await district.task(await district.published(activity(due=SOON)), "oak")
    refused = await district.oak.post(f"/v1/tasks/{other['id']}/comments", json=named)
    assert_refused(refused, 422, "cannot_see_task")


async def test_a_given_task_is_shared_with_those_it_names(district: District) -> None:
    people = {name: str(id_) for name, id_ in district.people.items()}
    wish = {"title": "Call the families", "school_id": str(district.schools["oak"]), "due_on": SOON["on"]}
    wish |= {"owner_id": people["coordinator_oak"]}
    principal = district.as_person("principal_oak", ("principal", "oak"))
    others = {"responsible_ids": [people["mentor_oak"], people["mentor_oak"], people["coordinator_oak"]]}
    given = await principal.post("/v1/tasks", json={**wish, **others})
    assert given.status_code == 201, given.text
    assert [one["id"] for one in given.json()["responsible_people"]] == [people["mentor_oak"]]
    (mine,) = await day_of(mentor(district))
    assert (mine["id"], mine["reasons"][0]["why"]) == (given.json()["id"], "responsible")
    (told,) = await district.scheduling.published(district.id, "scheduling.task.given.v1")
    assert told["data"]["responsible_ids"] == [people["mentor_oak"]]
    assert (await mentor(district).post(f"/v1/tasks/{given.json()['id']}/complete", json={})).status_code == 200
    refused = await principal.post("/v1/tasks", json={**wish, "responsible_ids": [people["coordinator_elm"]]})
    assert_refused(refused, 422, "not_at_school")
    assert refused.json()["errors"][0]["pointer"] == "/responsible_ids/0"


async def test_a_roll_up_and_the_overdue_count_it_once_and_for_its_owner(district: District) -> None:
    plan = await district.published(activity(due=SOON, responsible_roles=["mentor", "principal"]))
    rolled = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up")).json()
    assert rolled["total"]["tasks"] == 3
    mine = (await district.author.get("/v1/tasks", params={"owner_id": str(district.people["mentor_oak"])})).json()
    assert mine["items"] == []
