"""A task's life in a school."""

from datetime import timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity


async def test_open_in_progress_done(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    assert (await district.oak.post(f"{url}/start")).json()["state"] == "in_progress"
    assert (await district.oak.post(f"{url}/start")).json()["code"] == "wrong_state"
    done = (await district.oak.post(f"{url}/complete", json={"note": "With the team."})).json()
    assert (done["state"], done["done_on"] is not None, [n["body"] for n in done["notes"]]) == (
        "done",
        True,
        ["With the team."],
    )
    assert (await district.oak.post(f"{url}/complete", json={})).json()["code"] == "wrong_state"
    types = [event["type"] for event in await scheduling.published(district.id, "scheduling.task.%")]
    assert types == ["scheduling.task.started.v2", "scheduling.task.completed.v2"]


async def test_a_note_stays_out_of_the_event(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={"note": "Canary about a child"})
    (row,) = await scheduling.sql("select count(*) from outbox where data::text like '%Canary%'")
    assert row[0] == 0


async def test_a_task_that_wants_a_note_or_a_link_is_not_done_without(district: District) -> None:
    plan = await district.published(activity(done_when={"kind": "note"}))
    for school, more in (("oak", {"note": "Met."}), ("elm", {"url": "https://files.example.org/a.pdf"})):
        url = f"/v1/tasks/{(await district.task(plan, school))['id']}/complete"
        caller = district.oak if school == "oak" else district.elm
        refused = await caller.post(url, json={})
        assert_refused(refused, 409, "evidence_needed")
        assert (await caller.post(url, json=more)).json()["state"] == "done"


async def test_a_school_sees_its_own_tasks_and_no_others(district: District) -> None:
    plan = await district.published()
    mine = (await district.oak.get("/v1/tasks")).json()["items"]
    assert {task["school"]["id"] for task in mine} == {str(district.schools["oak"])}
    other = await district.task(plan, "elm")
    for call in (
        district.oak.get(f"/v1/tasks/{other['id']}"),
        district.oak.post(f"/v1/tasks/{other['id']}/start"),
        district.oak.post(f"/v1/tasks/{other['id']}/complete", json={}),
        district.oak.post(f"/v1/tasks/{other['id']}/notes", json={"body": "x"}),
        district.oak.patch(f"/v1/tasks/{other['id']}", json={}, headers={"If-Match": '"1"'}),
    ):
        reply = await call
        assert_refused(reply, 404, "not_found")


async def test_a_teacher_sees_only_what_they_own(district: District) -> None:
    plan = await district.published(activity("A1", owner_role="mentor"), activity("A2"))
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    assert [t["activity_code"] for t in (await mentor.get("/v1/tasks")).json()["items"]] == ["A1"]
    task = await district.task(plan, "oak", "A1")
    assert (await mentor.post(f"/v1/tasks/{task['id']}/complete", json={})).json()["state"] == "done"
    other = await district.task(plan, "oak", "A2")
    assert (await mentor.get(f"/v1/tasks/{other['id']}")).status_code == 404


async def test_reassigned_within_the_school_only(district: District, scheduling: Service) -> None:
    task = await district.task(await district.published(), "oak")
    url, match = f"/v1/tasks/{task['id']}", {"If-Match": '"1"'}
    stranger = await district.oak.patch(url, json={"owner_id": str(district.people["coordinator_elm"])}, headers=match)
    assert_refused(stranger, 422, "not_at_school")
    nobody = await district.oak.patch(url, json={"owner_id": str(new_id())}, headers=match)
    assert nobody.json()["code"] == "not_at_school"
    moved = await district.oak.patch(url, json={"owner_id": str(district.people["principal_oak"])}, headers=match)
    assert moved.json()["owner"]["id"] == str(district.people["principal_oak"])
    (told,) = await scheduling.published(district.id, "scheduling.task.reassigned.v2")
    assert told["data"]["former_owner_id"] == str(district.people["coordinator_oak"])
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    assert (await mentor.patch(url, json={"owner_id": None}, headers={"If-Match": '"2"'})).status_code == 404


async def test_nobody_in_a_school_weakens_the_districts_date(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    later = {"target_on": (TODAY + timedelta(days=21)).isoformat()}
    refused = await district.oak.patch(url, json=later, headers={"If-Match": '"1"'})
    assert_refused(refused, 422, "due_date_weakened")
    due = await district.oak.patch(url, json={"due_on": "2030-01-01"}, headers={"If-Match": '"1"'})
    assert_refused(due, 422, "invalid")
    earlier = {"target_on": (TODAY + timedelta(days=5)).isoformat()}
    moved = (await district.oak.patch(url, json=earlier, headers={"If-Match": '"1"'})).json()
    assert (moved["target_on"], moved["due_on"]) == (earlier["target_on"], task["due_on"])
    same = {"target_on": task["due_on"]}
    moved = (await district.oak.patch(url, json=same, headers={"If-Match": '"2"'})).json()
    assert moved["target_on"] == task["due_on"], "the due day itself weakens nothing"


async def test_only_the_district_takes_a_task_back(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}/withdraw"
    refused = await district.oak.post(url, json={"reason": "No time."})
    assert_refused(refused, 403, "not_permitted")
    gone = (await district.author.post(url, json={"reason": "Merged with another."})).json()
    assert (gone["state"], gone["withdrawn_reason"]) == ("withdrawn", "Merged with another.")


async def test_a_school_adds_steps_notes_and_links(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    url = f"/v1/tasks/{task['id']}"
    step = (await district.oak.post(f"{url}/steps", json={"title": "Book the room"})).json()["steps"][0]
    ticked = (await district.oak.patch(f"{url}/steps/{step['id']}", json={"done": True})).json()["steps"][0]
    assert ticked["done_at"] is not None
    assert (await district.oak.post(f"{url}/notes", json={"body": "Booked."})).status_code == 201
    whole = (
        await district.oak.post(f"{url}/evidence", json={"title": "Plan", "url": "https://x.example.org/p"})
    ).json()
    assert [entry["kind"] for entry in whole["evidence"]] == ["link"]
    assert (await district.oak.delete(f"{url}/steps/{step['id']}")).json()["steps"] == []
    elsewhere = await district.task(await district.published(), "oak")
    assert (await district.oak.delete(f"/v1/tasks/{elsewhere['id']}/steps/{step['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"state": "open"}, ["A1", "A2", "A3"]),
        ({"state": "done"}, []),
        ({"due_until": (TODAY + timedelta(days=10)).isoformat()}, ["A1"]),
        ({"due_from": (TODAY + timedelta(days=11)).isoformat()}, ["A2", "A3"]),
        ({"search": "ACTIVITY a2"}, ["A2"]),
        ({"search": "%"}, None),
        ({"unowned": "true"}, ["A3"]),
        ({"unowned": "false"}, ["A1", "A2"]),
        ({"overdue": "true"}, []),
        ({"overdue": "false"}, ["A1", "A2", "A3"]),
    ],
)
async def test_lists_by_state_window_and_words(
    district: District, query: dict[str, str], codes: list[str] | None
) -> None:
    def due(days: int) -> dict[str, Any]:
        return {"kind": "date", "on": (TODAY + timedelta(days=days)).isoformat()}

    await district.published(
        activity("A1", due=due(10)), activity("A2", due=due(20)), activity("A3", due=due(30), owner_role="counselor")
    )
    reply = await district.author.get("/v1/tasks", params={"school_id": str(district.schools["oak"]), **query})
    if codes is None:
        assert reply.status_code == 422
    else:
        assert [task["activity_code"] for task in reply.json()["items"]] == codes


async def test_overdue_is_computed_from_the_day(district: District, scheduling: Service) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    await scheduling.sql(
        "update tasks set due_on = $2 where id = $1::uuid returning id", task["id"], TODAY - timedelta(days=3)
    )
    overdue = (await district.author.get("/v1/tasks", params={"overdue": "true"})).json()["items"]
    assert [entry["id"] for entry in overdue] == [task["id"]]
    await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})
    assert (await district.author.get("/v1/tasks", params={"overdue": "true"})).json()["items"] == []
    total = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up")).json()["total"]
    assert (total["done"], total["overdue"], total["on_time"], total["on_time_of"]) == (1, 0, 0, 1)


async def test_who_left_the_school_left_its_tasks(district: District) -> None:
    task = await district.task(await district.published(), "oak")
    for roles in ((), (("teacher", "elm"),)):
        former = district.as_person("coordinator_oak", *roles)
        assert (await former.get(f"/v1/tasks/{task['id']}")).status_code == 404
        assert (await former.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 404
        assert (await former.get("/v1/tasks")).json()["items"] == []


async def test_who_holds_no_role_sees_no_plan_and_no_calendar(district: District) -> None:
    plan = await district.published()
    stranger = district.as_person("mentor_oak")
    paths = (
        "/v1/plans",
        f"/v1/plans/{plan['id']}",
        f"/v1/plans/{plan['id']}/roll-up",
        "/v1/school-years",
        "/v1/dead-letters",
    )
    for path in paths:
        assert_refused(await stranger.get(path), 403, "not_permitted")
