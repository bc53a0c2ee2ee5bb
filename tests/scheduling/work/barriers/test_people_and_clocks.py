"""Who sees and judges a barrier, and what happens when nobody answers."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.barriers.factories import backdate, barrier_of, brought_to, move, raised, read, run_clocks


async def numbers(caller: httpx.AsyncClient, **query: Any) -> list[int]:
    """What a list shows."""
    reply = await caller.get("/v1/barriers", params=query)
    assert reply.status_code == 200, reply.text
    return [barrier["number"] for barrier in reply.json()["items"]]


async def test_a_school_sees_what_touches_it_and_of_its_tasks_only_its_own(district: District) -> None:
    plan = await district.published()
    oak, elm = [await district.task(plan, school) for school in ("oak", "elm")]
    shared = await raised(district.author, task_ids=[oak["id"], elm["id"]])
    await raised(district.author, school_ids=[str(district.schools["elm"])])
    assert await numbers(district.author) == [1, 2]
    assert (await numbers(district.oak), await numbers(district.elm)) == ([1], [1, 2])
    seen = (await district.oak.get(f"/v1/barriers/{shared['id']}")).json()
    assert ([task["task_id"] for task in seen["tasks"]], seen["task_count"]) == ([oak["id"]], 2)


async def test_a_teacher_sees_what_they_raised_while_they_work_there(district: District) -> None:
    plan = await district.published(activity(owner_role="mentor"))
    task = await district.task(plan, "oak")
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    mine = await raised(mentor, task_ids=[task["id"]])
    await raised(district.oak, school_ids=[str(district.schools["oak"])])
    assert (await numbers(mentor), await numbers(mentor, raised_by_me=True)) == ([1], [1])
    assert (await mentor.get(f"/v1/barriers/{mine['id']}")).status_code == 200
    elsewhere = district.as_person("mentor_oak", ("mentor", "elm"))
    assert await numbers(elsewhere) == []
    assert (await elsewhere.get(f"/v1/barriers/{mine['id']}")).status_code == 404


async def test_whom_a_barrier_does_not_concern_it_does_not_exist_for(district: District) -> None:
    task = await district.task(await district.published(), "elm")
    barrier = await brought_to(district, "resolved")
    url = f"/v1/barriers/{barrier['id']}"
    for call in (
        district.elm.get(url),
        district.elm.post(f"{url}/tasks", json={"task_ids": [task["id"]]}),
        district.elm.post(f"{url}/schools", json={"school_ids": [str(district.schools["elm"])]}),
        district.elm.delete(f"{url}/tasks/{task['id']}"),
        district.elm.post(f"{url}/comments", json={"body": "x"}),
        district.elm.post(f"{url}/confirm", json={}),
        district.elm.post(f"{url}/resolve", json={"resolution": "x"}),
        district.elm.post(f"{url}/reopen", json={"reason": "x"}),
    ):
        reply = await call
        assert_refused(reply, 404, "not_found")


async def test_nobody_raises_for_a_school_that_is_not_theirs(district: District) -> None:
    elm = str(district.schools["elm"])
    for body, status, code in (
        (barrier_of(school_ids=[elm]), 403, "not_permitted"),
        (barrier_of(school_ids=[str(new_id())]), 422, "no_such_school"),
        (barrier_of(), 403, "not_permitted"),
        (barrier_of(category="weather"), 422, "invalid"),
        (barrier_of(title=""), 422, "invalid"),
        (barrier_of(task_ids=[str(new_id())] * 1001), 422, "invalid"),
        ({}, 422, "invalid"),
    ):
        refused = await district.oak.post("/v1/barriers", json=body)
        assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    own = await raised(district.author)
    assert (own["level"], own["schools"]) == ("district_team", [])


async def test_only_the_raiser_says_whether_it_is_gone(district: District) -> None:
    barrier = await brought_to(district, "resolved")
    url = f"/v1/barriers/{barrier['id']}"
    principal = district.as_person("principal_oak", ("principal", "oak"))
    for caller in (principal, district.author, district.executive):
        for verb, body in (("confirm", {"reason": "x"}), ("reopen", {"reason": "x"})):
            refused = await caller.post(f"{url}/{verb}", json=body)
            assert_refused(refused, 403, "not_the_raiser")
    assert (await district.oak.post(f"{url}/confirm", json={})).json()["state"] == "confirmed"


async def test_a_coordinator_speaks_for_a_raiser_who_keeps_silent_with_a_reason(
    district: District, scheduling: Service
) -> None:
    barrier = await brought_to(district, "resolved")
    await backdate(scheduling, district.id, 10)
    url = f"/v1/barriers/{barrier['id']}/confirm"
    refused = await district.executive.post(url, json={"reason": "x"})
    assert_refused(refused, 403, "not_the_raiser")
    silent = await district.author.post(url, json={})
    assert_refused(silent, 422, "reason_needed")
    done = await district.author.post(url, json={"reason": "She left the district."})
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    assert done.json()["steps"][-1]["reason"] == "She left the district."


async def test_what_a_client_raised_that_client_confirms(district: District, scheduling: Service) -> None:
    client = scheduling.machine(district.id)
    barrier = await raised(client)
    assert barrier["raised_by"]["kind"] == "client"
    for verb in ("triage", "assign", "decide", "resolve"):
        assert (await move(district, barrier, verb)).status_code == 200
    assert (await client.post(f"/v1/barriers/{barrier['id']}/confirm", json={})).json()["state"] == "confirmed"


async def test_every_level_has_its_clock(district: District) -> None:
    assert (await district.oak.get("/v1/barrier-clocks")).json() == {
        **{"school": 3, "district_team": 5, "executive": 10, "outside": 15, "confirmation": 5}
    }
    clocks = {"school": 1, "district_team": 2, "executive": 3, "outside": 4, "confirmation": 1}
    before = await brought_to(district, "raised")
    assert (await district.author.put("/v1/barrier-clocks", json=clocks)).json() == clocks
    assert (await district.author.put("/v1/barrier-clocks", json={**clocks, "school": 2})).status_code == 200
    assert (await district.oak.get("/v1/barrier-clocks")).json() == {**clocks, "school": 2}
    assert (await read(district, before))["answer_due_on"] == before["answer_due_on"]
    assert (await brought_to(district, "raised"))["answer_due_on"] < before["answer_due_on"]


@pytest.mark.parametrize("value", [0, -1, 101, 2.5, "3", None])
async def test_a_clock_is_a_whole_number_of_school_days(district: District, value: Any) -> None:
    clocks = {"school": value, "district_team": 2, "executive": 3, "outside": 4, "confirmation": 1}
    refused = await district.author.put("/v1/barrier-clocks", json=clocks)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/school")


async def test_schools_set_no_clocks(district: District) -> None:
    clocks = {"school": 9, "district_team": 9, "executive": 9, "outside": 9, "confirmation": 9}
    refused = await district.oak.put("/v1/barrier-clocks", json=clocks)
    assert_refused(refused, 403, "not_permitted")


async def test_a_clock_that_runs_out_takes_it_up_level_by_level_to_the_executives(
    district: District, scheduling: Service
) -> None:
    barrier = await brought_to(district, "raised")
    due = TODAY.fromisoformat(barrier["answer_due_on"])
    assert await run_clocks(scheduling, district.id, due) == 0
    levels = []
    for days in (1, 60, 120):
        levels.append(
            (
                await run_clocks(scheduling, district.id, due + timedelta(days=days)),
                (await read(district, barrier))["level"],
            )
        )
    assert levels == [(1, "district_team"), (1, "executive"), (0, "executive")]
    now = await read(district, barrier)
    ours = {"kind": "service", "id": None, "name": "scheduling"}
    assert [(step["actor"], step["move"]) for step in now["steps"][1:]] == [
        (ours, move) for move in ("escalated", "escalated", "ran_out")
    ]
    assert now["steps"][1]["clock_due_on"] == barrier["answer_due_on"]
    told = await scheduling.published(district.id, "scheduling.barrier.escalated.v1")
    assert [event["data"]["level"] for event in told] == ["district_team", "executive"]


async def test_a_clock_that_ends_at_the_top_is_told_once_to_whoever_keeps_it_there(
    district: District, scheduling: Service
) -> None:
    await brought_to(district, "escalated")
    for days in (100, 101):
        assert await run_clocks(scheduling, district.id, TODAY + timedelta(days=days)) == 0
    [told] = await scheduling.published(district.id, "scheduling.barrier.overdue.v1")
    [keeper] = told["data"]["next_to_act"]
    assert keeper["person_id"] == str(district.people["executive"])
    assert (keeper["because"], keeper["role"]) == ("role", "executive_leader")
    report = (await district.author.get("/v1/barriers/report")).json()
    assert report["clocks_missed"] == 0, "a clock that runs on is missed once, as of today"


async def test_a_decided_barrier_has_no_clock(district: District, scheduling: Service) -> None:
    barrier = await brought_to(district, "decided")
    assert barrier["answer_due_on"] is None
    assert await run_clocks(scheduling, district.id, TODAY + timedelta(days=200)) == 0


async def test_a_neighbours_things_are_no_things_to_name(district: District, scheduling: Service) -> None:
    other = await District(scheduling, new_id()).seed()
    task = await other.task(await other.published(), "oak")
    for body, code in (
        (barrier_of(task_ids=[task["id"]]), "no_such_task"),
        (barrier_of(school_ids=[str(other.schools["oak"])]), "no_such_school"),
    ):
        assert (await district.author.post("/v1/barriers", json=body)).json()["code"] == code
    barrier = await brought_to(district, "triaged")
    stranger = await move(district, barrier, "assign", assignee_id=str(other.people["executive"]))
    assert stranger.json()["code"] == "not_at_school"
    assert await numbers(other.author) == []
    assert (await raised(other.author))["number"] == 1


async def test_a_list_narrowed(district: District, scheduling: Service) -> None:
    elm = str(district.schools["elm"])
    task = await district.task(await district.published(), "oak")
    late = await raised(district.oak, task_ids=[task["id"]])
    await backdate(scheduling, district.id, 30)
    other = await raised(district.author, school_ids=[elm], category="money")
    await move(district, other, "triage", level="executive")
    await move(district, other, "assign")
    assert late["number"] == 1
    for query, found in (
        ({"state": "raised"}, [1]),
        ({"level": "executive"}, [2]),
        ({"category": "money"}, [2]),
        ({"school_id": elm}, [2]),
        ({"task_id": task["id"]}, [1]),
        ({"assignee_id": str(district.people["executive"])}, [2]),
        ({"raised_by_me": True}, [2]),
        ({"raised_by_me": False}, [1]),
        ({"overdue": True}, [1]),
        ({"overdue": False}, [2]),
        ({"updated_since": "2020-01-01T00:00:00Z"}, [1, 2]),
        ({"limit": 1}, [1]),
    ):
        assert await numbers(district.author, **query) == found, query
    for query in ({"state": "stuck"}, {"level": "moon"}, {"overdue": "perhaps"}, {"colour": "red"}):
        assert (await district.author.get("/v1/barriers", params=query)).json()["code"] == "invalid"
