"""What a delegate may do while a delegation holds, and no longer."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.one_day import noon
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.mornings import begin_day
from tests.scheduling.planning.teams.factories import member, team
from tests.scheduling.work.barriers.factories import barrier_of
from tests.scheduling.work.delegations.factories import days, delegated, mentor, principal


async def listed(caller: httpx.AsyncClient) -> list[str]:
    """The ids of the tasks somebody's list shows."""
    return [task["id"] for task in (await caller.get("/v1/tasks")).json()["items"]]


async def on_my_day(caller: httpx.AsyncClient) -> dict[str, list[dict[str, Any]]]:
    """Reasons by task on somebody's day."""
    day = (await caller.get("/v1/my-day")).json()
    return {task["id"]: task["reasons"] for name, tasks in day.items() if name != "day" for task in tasks}


async def test_a_delegate_works_on_the_tasks_as_their_owner_and_history_says_who_did(district: District) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    path = f"/v1/tasks/{task['id']}"
    delegate = mentor(district)
    assert await listed(delegate) == []
    assert (await delegate.get(path)).status_code == 404
    await delegated(district, "coordinator_oak", "mentor_oak")
    assert await listed(delegate) == [task["id"]]
    assert (await delegate.post(f"{path}/steps", json={"title": "Ask them"})).status_code == 201
    assert (await delegate.post(f"{path}/start")).status_code == 200
    assert (await delegate.post(f"{path}/complete", json={})).status_code == 200
    done = (await district.author.get(path)).json()
    assert done["owner"]["id"] == str(district.people["coordinator_oak"])
    assert done["done_by"] == district.actor("mentor_oak")
    history = (await district.author.get(f"{path}/history")).json()["items"]
    assert {entry["actor"]["id"] for entry in history} == {str(district.people["mentor_oak"])}


async def test_a_delegate_gets_the_owners_rights_and_not_the_persons(district: District) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    await delegated(district, "coordinator_oak", "mentor_oak")
    wish = {"owner_id": str(district.people["mentor_oak"])}
    reply = await mentor(district).patch(
        f"/v1/tasks/{task['id']}", json=wish, headers={"If-Match": f'"{task["version"]}"'}
    )
    assert_refused(reply, 403, "not_permitted")
    assert_refused(await mentor(district).get(f"/v1/plans/{plan['id']}"), 403, "not_permitted")


async def test_ending_it_takes_the_rights_away_at_once(district: District) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    made = await delegated(district, "coordinator_oak", "mentor_oak")
    delegate = mentor(district)
    assert (await delegate.get(f"/v1/tasks/{task['id']}")).status_code == 200
    assert list(await on_my_day(delegate)) == []  # due in 20 days, so not yet on anybody's day
    assert (await district.oak.post(f"/v1/delegations/{made['id']}/end")).status_code == 200
    assert await listed(delegate) == []
    assert (await delegate.get(f"/v1/tasks/{task['id']}")).status_code == 404
    assert (await delegate.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 404


async def test_a_delegation_gives_nothing_before_its_day(district: District) -> None:
    await district.published(activity())
    await delegated(district, "coordinator_oak", "mentor_oak", **days(1, 5))
    assert await listed(mentor(district)) == []


async def test_a_delegate_covers_whom_the_absent_covers(district: District) -> None:
    plan = await district.published(activity(), activity("A2", owner_role="mentor"))
    first, second = await district.task(plan, "oak"), await district.task(plan, "oak", "A2")
    district.people["counselor_oak"] = district.people["executive"]
    await district.scheduling.receive(
        district.id, ("partners.role.assigned.v1", district.role("counselor_oak", "counselor", "oak"))
    )
    teacher = district.as_person("counselor_oak", ("teacher", "oak"))
    await delegated(district, "coordinator_oak", "mentor_oak")
    link = await delegated(district, "mentor_oak", "counselor_oak")
    assert sorted(await listed(teacher)) == sorted([first["id"], second["id"]])
    assert (await teacher.post(f"/v1/tasks/{first['id']}/start")).status_code == 200
    assert (await district.author.post(f"/v1/delegations/{link['id']}/end")).status_code == 200
    assert await listed(teacher) == []
    assert sorted(await listed(mentor(district))) == sorted([first["id"], second["id"]])


async def test_a_delegation_for_a_school_gives_nothing_at_another(district: District) -> None:
    """The absent and the delegate are at both schools; the delegation is for one."""
    for person, role in (("coordinator_oak", "school_coordinator"), ("mentor_oak", "mentor")):
        begun = {**district.role(person, role, "high"), "starts_on": TODAY - timedelta(days=90)}
        await district.scheduling.receive(district.id, ("partners.role.assigned.v1", begun))
    plan = await district.published(activity())
    oak, high = await district.task(plan, "oak"), await district.task(plan, "high")
    assert oak["owner"] == high["owner"]
    delegate = district.as_person("mentor_oak", ("mentor", "oak"), ("mentor", "high"))
    made = await delegated(district, "coordinator_oak", "mentor_oak")
    assert await listed(delegate) == [oak["id"]]
    assert (await delegate.get(f"/v1/tasks/{high['id']}")).status_code == 404
    assert (await district.author.post(f"/v1/delegations/{made['id']}/end")).status_code == 200
    await delegated(district, "coordinator_oak", "mentor_oak", school_id=None)
    assert sorted(await listed(delegate)) == sorted([oak["id"], high["id"]])
    # A token from before the role began at the other school reaches no further than it says.
    assert await listed(mentor(district)) == [oak["id"]]


async def test_my_day_shows_covered_tasks_and_for_whom(district: District) -> None:
    soon = {"kind": "date", "on": (TODAY + timedelta(days=3)).isoformat()}
    plan = await district.published(activity(due=soon), activity("A2", owner_role="mentor", due=soon))
    covered, own = await district.task(plan, "oak"), await district.task(plan, "oak", "A2")
    await delegated(district, "coordinator_oak", "mentor_oak")
    found = await on_my_day(mentor(district))
    assert [reason["why"] for reason in found[own["id"]]] == ["owner", "due_soon"]
    assert [reason["why"] for reason in found[covered["id"]]] == ["covering", "due_soon"]
    assert found[covered["id"]][0]["person"]["id"] == str(district.people["coordinator_oak"])
    assert list(await on_my_day(district.oak)) == [covered["id"]]


SOON = {"kind": "date", "on": (TODAY + timedelta(days=3)).isoformat()}


@pytest.mark.parametrize("how", ["role", "person", "team", "given"])
async def test_a_delegate_takes_over_what_the_absent_shares(district: District, how: str) -> None:
    """The mentor of Oak is away, and its principal's assistant acts for them."""
    people = district.people
    people["assistant"] = new_id()
    facts = {
        "given_name": "A",
        "family_name": "assistant",
        "email": None,
        "language": "en",
        "active": True,
        "version": 1,
    }
    person = ("partners.staff.recorded.v1", {"staff_id": people["assistant"], **facts})
    role = ("partners.role.assigned.v1", district.role("assistant", "mentor", "oak"))
    await district.scheduling.receive(district.id, person, role)
    mentors = team(district.schools["oak"], member(people["coordinator_oak"], "leader"), member(people["mentor_oak"]))
    await district.scheduling.receive(district.id, mentors)
    counsels = ("partners.role.assigned.v1", district.role("mentor_oak", "counselor", "oak"))
    await district.scheduling.receive(district.id, counsels)
    named: dict[str, dict[str, Any]] = {
        "role": {"responsible_roles": ["counselor"]},
        "person": {"responsible_ids": [str(people["mentor_oak"])]},
        "team": {"owner_role": "team:attendance"},
    }
    if how == "given":
        wish: dict[str, Any] = {"title": "Call the families", "due_on": SOON["on"]}
        wish["school_id"] = str(district.schools["oak"])
        wish |= {"owner_id": str(people["coordinator_oak"]), "responsible_ids": [str(people["mentor_oak"])]}
        given = await principal(district).post("/v1/tasks", json=wish)
        assert given.status_code == 201, given.text
        task = given.json()
    else:
        task = await district.task(await district.published(activity(due=SOON, **named[how])), "oak")
    path, delegate = f"/v1/tasks/{task['id']}", district.as_person("assistant", ("mentor", "oak"))
    assert (await listed(delegate), await on_my_day(delegate)) == ([], {})
    assert_refused(await delegate.get(path), 404, "not_found")
    made = await delegated(district, "mentor_oak", "assistant")
    assert await listed(delegate) == [task["id"]]
    (reasons,) = (await on_my_day(delegate)).values()
    assert [one["why"] for one in reasons] == ["covering", "due_soon"]
    assert reasons[0]["person"]["id"] == str(people["mentor_oak"])
    mention = {"body": "Can you?", "mentioned_ids": [str(people["assistant"])]}
    assert (await district.oak.post(f"{path}/comments", json=mention)).status_code == 201
    assert (await delegate.post(f"{path}/start")).status_code == 200
    assert (await district.author.post(f"/v1/delegations/{made['id']}/end")).status_code == 200
    assert (await listed(delegate), await on_my_day(delegate)) == ([], {})
    assert_refused(await delegate.post(f"{path}/complete", json={}), 404, "not_found")


async def test_a_delegate_shares_only_where_the_absent_works_and_the_delegation_reaches(district: District) -> None:
    """Named everywhere, the mentor works at Oak; who acts for them, Elm's coordinator, works everywhere."""
    plan = await district.published(activity(due=SOON, responsible_ids=[str(district.people["mentor_oak"])]))
    oak, elm, high = [await district.task(plan, school) for school in ("oak", "elm", "high")]
    begun = district.role("coordinator_elm", "mentor", "oak")
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", begun))
    delegate = district.as_person("coordinator_elm", ("mentor", "oak"), ("mentor", "elm"), ("mentor", "high"))
    shown = {oak["id"], elm["id"]}
    made = await delegated(district, "mentor_oak", "coordinator_elm", school_id=None)
    assert (set(await listed(delegate)), set(await on_my_day(delegate))) == (shown, shown)
    assert_refused(await delegate.get(f"/v1/tasks/{high['id']}"), 404, "not_found")
    assert (await district.author.post(f"/v1/delegations/{made['id']}/end")).status_code == 200
    moved = district.role("mentor_oak", "mentor", "high")
    await district.scheduling.receive(district.id, ("partners.role.assigned.v1", moved))
    await delegated(district, "mentor_oak", "coordinator_elm")
    assert (set(await listed(delegate)), set(await on_my_day(delegate))) == (shown, shown)
    assert_refused(await delegate.get(f"/v1/tasks/{high['id']}"), 404, "not_found")
    await district.scheduling.receive(
        district.id, ("partners.role.assigned.v1", district.role("coordinator_elm", "mentor", "high"))
    )
    mention = {"body": "Can you?", "mentioned_ids": [str(district.people["coordinator_elm"])]}
    refused = await district.author.post(f"/v1/tasks/{high['id']}/comments", json=mention)
    assert_refused(refused, 422, "cannot_see_task")


async def test_a_delegate_raises_barriers_on_covered_tasks_and_can_be_named_in_comments(district: District) -> None:
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    named = {"body": "Can you?", "mentioned_ids": [str(district.people["mentor_oak"])]}
    refused = await district.oak.post(f"/v1/tasks/{task['id']}/comments", json=named)
    assert_refused(refused, 422, "cannot_see_task")
    await delegated(district, "coordinator_oak", "mentor_oak")
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/comments", json=named)).status_code == 201
    barrier = await mentor(district).post("/v1/barriers", json=barrier_of(task_ids=[task["id"]]))
    assert barrier.status_code == 201, barrier.text
    assert [row["task_id"] for row in barrier.json()["tasks"]] == [task["id"]]
    gone = await mentor(district).delete(f"/v1/barriers/{barrier.json()['id']}/tasks/{task['id']}")
    assert gone.status_code == 200, gone.text


async def test_a_delegate_whose_role_is_gone_passes_nothing_on(scheduling: Service, district: District) -> None:
    """The link is broken the moment the copy of the directory knows, before any work on it is done."""
    await district.published(activity())
    await delegated(district, "coordinator_oak", "mentor_oak")
    await delegated(district, "mentor_oak", "executive", school_id=None)
    stand_in = district.as_person("executive", ("teacher", "oak"))
    assert len(await listed(stand_in)) == 1
    await scheduling.sql(
        "update directory_roles set ends_on = $3 where district_id = $1 and staff_id = $2 returning 1",
        district.id,
        district.people["mentor_oak"],
        TODAY - timedelta(days=2),
    )
    assert await listed(stand_in) == []
    assert await listed(mentor(district)) == []
    assert await listed(principal(district)) != []


async def test_reminders_go_to_the_delegate_too_one_event_a_person_and_once_new(
    scheduling: Service, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    wednesday = TODAY + timedelta(weeks=2, days=2 - TODAY.weekday())
    due = {"kind": "date", "on": (wednesday + timedelta(days=2)).isoformat()}
    await district.published(activity(due=due), activity("A2", owner_role="mentor", due=due))
    held = {name: str(district.people[name]) for name in ("coordinator_oak", "mentor_oak", "principal_oak")}

    async def reminded(day: date) -> dict[str, list[tuple[str, bool]]]:
        moment = noon(day)
        monkeypatch.setattr(clock, "now", lambda: moment)
        await begin_day(district)
        events = await scheduling.published(district.id, "scheduling.tasks.due.v2")
        return {
            name: [(line["activity_code"], line["is_new"]) for line in event["data"]["due_soon"]]
            for event in events
            for name, id_ in held.items()
            if event["data"]["owner_id"] == id_ and event["data"]["day"] == day.isoformat()
        }

    ahead = (wednesday - TODAY).days
    await delegated(district, "coordinator_oak", "mentor_oak", **days(ahead, ahead + 1))
    await delegated(district, "mentor_oak", "principal_oak", **days(ahead, ahead))
    assert await reminded(wednesday) == {
        "coordinator_oak": [("A1", True)],
        "mentor_oak": [("A1", True), ("A2", True)],
        "principal_oak": [("A1", True), ("A2", True)],
    }
    found = await reminded(wednesday + timedelta(days=1))
    assert found == {"coordinator_oak": [("A1", False)], "mentor_oak": [("A1", False), ("A2", False)]}
    assert sorted(await reminded(wednesday + timedelta(days=2))) == ["coordinator_oak", "mentor_oak"]
    assert await began_and_ended(district) == ["began", "began", "ended", "ended"]


async def began_and_ended(district: District) -> list[str]:
    """What was told of delegations, in order."""
    events = await district.scheduling.published(district.id, "scheduling.delegation.%")
    return [event["type"].split(".")[2] for event in events]
